"""What the queues are called, in letters and on the command line."""

from domain.judgement import Queue

QUEUES: dict[Queue, str] = {
    "failed": "misslyckad läsning",
    "privacy": "personuppgifter",
    "unreadable": "svårläst",
    "signature": "underskrift",
    "altered": "ändrad text",
    "incomplete": "ofullständig",
    "incorrect": "felaktig",
    "unverified": "overifierad",
    "duplicate": "finns redan",
    "sampled": "stickprov",
}

"""What the queues are called to people, in the order of domain.judgement.Queue."""

from domain.judgement import Queue

QUEUE_NAMES: dict[Queue, str] = {
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

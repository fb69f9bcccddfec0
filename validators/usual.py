"""What many boards, departments and people are called, to the letter.

Others are no less right: they only need a second reader. No two names in a list are nearer to each
other than three signs (a test looks), so that no misread sign makes one of another. The titles are
those that municipalities advertise and sign with; nothing here is anybody's name.
"""

USUAL_BOARDS = frozenset(
    {
        "Arbetsmarknads- och socialnämnden",
        "Arbetsmarknadsnämnden",
        "Individ- och familjenämnden",
        "Kommunstyrelsen",
        "Kommunstyrelsens sociala utskott",
        "Omsorgsnämnden",
        "Social- och omsorgsnämnden",
        "Socialnämnden",
        "Socialutskottet",
        "Vuxen- och utbildningsnämnden",
        "Vuxennämnden",
        "Välfärdsnämnden",
        "Vård- och omsorgsnämnden",
    }
)
USUAL_DEPARTMENTS = frozenset(
    {
        "Arbetsmarknadsförvaltningen",
        "Barn, unga och familj",
        "Ekonomienheten",
        "Ekonomiskt bistånd",
        "Enheten för ekonomiskt bistånd",
        "Försörjningsstöd",
        "Individ- och familjeomsorg",
        "Kommunledningskontoret",
        "Mottagningsenheten",
        "Omsorgsförvaltningen",
        "Socialförvaltningen",
        "Socialkontoret",
        "Socialtjänsten",
        "Vuxenenheten",
        "Vård- och omsorgsförvaltningen",
        "Välfärdsförvaltningen",
    }
)
USUAL_TITLES = frozenset(
    {
        "1:e socialsekreterare",
        "Administrativ chef",
        "Administratör",
        "Avdelningschef",
        "Biträdande enhetschef",
        "Biträdande förvaltningschef",
        "Digitaliseringsstrateg",
        "Ekonomichef",
        "Enhetschef",
        "Förste socialsekreterare",
        "Förvaltningschef",
        "Förvaltningsdirektör",
        "Förvaltningsledare",
        "Gruppledare",
        "Handläggare",
        "IT-chef",
        "IT-samordnare",
        "IT-strateg",
        "IT-tekniker",
        "Kommundirektör",
        "Kvalitetsutvecklare",
        "Nämndens ordförande",
        "Nämndsekreterare",
        "Ordförande",
        "Områdeschef",
        "Projektledare",
        "Samordnare",
        "Sektionschef",
        "Socialchef",
        "Socialdirektör",
        "Socialsekreterare",
        "Systemadministratör",
        "Systemansvarig",
        "Systemförvaltare",
        "Utredare",
        "Utvecklingschef",
        "Utvecklingsledare",
        "Verksamhetschef",
        "Verksamhetsutvecklare",
    }
)

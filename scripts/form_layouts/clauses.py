"""The numbered sentences that the Party signs, in each version."""

from scripts.form_layouts import Section

SECTIONS_2014 = (
    Section(
        "Avtalets omfattning",
        (
            "Detta avtal reglerar Parts anslutning till Sammansatt bastjänst Ekonomiskt Bistånd "
            "(SSBTEK), som nedan kallas Tjänsten.",
            "Part är den nämnd i kommunen som ansvarar för ekonomiskt bistånd.",
            "Allmänna villkor för Tjänsten är en del av avtalet.",
            "Part har tagit del av Allmänna villkor och annan information på informationsportalen "
            "innan avtalet skrivs under.",
            "Om avtalet och Allmänna villkor säger olika saker gäller Allmänna villkor.",
        ),
    ),
    Section(
        "Förutsättningar",
        (
            "Kommunen har beslutat att ge Sveriges Kommuner och Landsting (SKL) i uppdrag att "
            "förvalta Tjänsten.",
            "Beslutet ska vara fattat innan Part ansluter sig till Tjänsten.",
            "Försäkringskassan får kontrollera uppgiften om beslutet hos SKL.",
            "Part ansvarar för att uppgifterna i avtalet är fullständiga och korrekta.",
            "Avtalet skrivs under av den som har rätt att företräda Part.",
        ),
    ),
    Section(
        "Användning av Tjänsten",
        (
            "Tjänsten får endast användas vid handläggning av ärenden om ekonomiskt bistånd enligt "
            "4 kap. socialtjänstlagen (2001:453).",
            "Tjänsten får endast användas av det verksamhetsområde inom nämnden som utreder och "
            "fattar beslut i sådana ärenden.",
            "Om en annan nämnd än socialnämnden ansvarar för ekonomiskt bistånd är det den nämnden "
            "som är Part.",
            "Part får inte använda Tjänsten för något annat ändamål.",
            "Part får inte låta någon annan nämnd, myndighet eller enskild använda Tjänsten.",
            "Varje fråga som ställs i Tjänsten ska höra till ett pågående ärende hos Part.",
        ),
    ),
    Section(
        "Handläggare och behörighet",
        (
            "Part ger behörighet endast till handläggare som behöver uppgifterna i sitt arbete.",
            "Part informerar sina handläggare om vad Tjänsten får användas till och hur.",
            "Part kan låta handläggarna bekräfta detta på mallen Påminnelse för handläggare.",
            "Mallen stannar hos Part och ska inte skickas in med avtalet.",
            "Part följer regelbundet upp hur handläggarna använder Tjänsten.",
        ),
    ),
    Section(
        "Säkerhet och personuppgifter",
        (
            "Part är personuppgiftsansvarig för de uppgifter som Part hämtar genom Tjänsten.",
            "Part skyddar uppgifterna så att ingen obehörig kan ta del av dem.",
            "Part anmäler utan dröjsmål fel och misstänkt missbruk till Försäkringskassan.",
            "Försäkringskassan får stänga Parts åtkomst till Tjänsten om villkoren inte följs.",
        ),
    ),
    Section(
        "Handläggning och återkoppling",
        (
            "Försäkringskassan handlägger i normalfallet avtalet inom 10 arbetsdagar från den "
            "dag då "
            "det kom in, om underlaget är komplett.",
            "Avtalet anses ingånget när Part kan använda Tjänsten och få uppgifter utlämnade.",
            "Återkoppling lämnas med e-brev till kontaktpersonen för tekniska frågor eller, om "
            "ingen "
            "sådan är angiven, till kontaktpersonen för avtalet och administrativa frågor.",
            "Part anmäler ändrade kontaktuppgifter till Försäkringskassan utan dröjsmål.",
            "Part kan säga upp avtalet genom att skriva till Försäkringskassan.",
        ),
    ),
)

LEFT_SECTIONS_2022 = (
    Section(
        "Vad avtalet gäller",
        (
            "Genom avtalet ansluts kommunens ansvariga nämnd till tjänsten SSBTEK.",
            "Allmänna villkor för tjänsten ingår i avtalet och gäller om något annat inte sägs "
            "här.",
            "Nämnden har läst de allmänna villkoren innan avtalet skrivs under.",
            "Den som skriver under har rätt att företräda nämnden.",
        ),
    ),
    Section(
        "Innan anslutningen",
        (
            "Kommunen har gett Sveriges Kommuner och Regioner (SKR) i uppdrag att förvalta "
            "tjänsten.",
            "Nämnden svarar för att uppgifterna i avtalet är fullständiga, korrekta och aktuella.",
            "Försäkringskassan kontrollerar uppgifterna och får fråga SKR om kommunens beslut.",
            "Nämnden läggs upp i registret över användare när kontrollerna är klara.",
        ),
    ),
    Section(
        "Vad tjänsten får användas till",
        (
            "Tjänsten får bara användas när nämnden handlägger ärenden om ekonomiskt bistånd "
            "enligt "
            "socialtjänstlagen.",
            "Den får bara användas av det verksamhetsområde som utreder och fattar beslut i sådana "
            "ärenden.",
            "Andra delar av nämnden eller kommunen får inte använda tjänsten.",
            "Om ansvaret för ekonomiskt bistånd flyttas till en annan nämnd ska den nämnden teckna "
            "ett eget avtal.",
            "Uppgifter får bara hämtas när de behövs i ett pågående ärende.",
            "Uppgifterna får inte samlas i egna register eller användas för statistik.",
        ),
    ),
)
RIGHT_SECTIONS_2022 = (
    Section(
        "Handläggarna",
        (
            "Nämnden bestämmer vilka handläggare som får använda tjänsten.",
            "En handläggare som slutar eller byter arbetsuppgifter ska genast förlora sin "
            "behörighet.",
            "Nämnden ser till att handläggarna känner till reglerna för tjänsten.",
            "Mallen Påminnelse för handläggare är ett stöd för detta och ska inte skickas in.",
        ),
    ),
    Section(
        "Säkerhet",
        (
            "Nämnden är personuppgiftsansvarig för de uppgifter som den hämtar.",
            "Nämnden kontrollerar regelbundet sina loggar.",
            "Personuppgiftsincidenter och misstänkt missbruk ska genast anmälas till "
            "Försäkringskassan.",
            "Nämndens funktionscertifikat får inte lämnas vidare till någon annan.",
            "Försäkringskassan får stänga av den som bryter mot villkoren.",
        ),
    ),
    Section(
        "Handläggning, ändringar och uppsägning",
        (
            "Avtalet handläggs i normalfallet inom 10 arbetsdagar efter att det har kommit in, om "
            "underlaget är komplett.",
            "Avtalet är ingånget när nämnden kan använda tjänsten och få uppgifter utlämnade.",
            "Försäkringskassan meddelar detta med e-post till kontaktpersonen för tekniska "
            "frågor och "
            "i andra hand till kontaktpersonen för avtalet.",
            "Byte av kontaktperson eller systemleverantör ska anmälas skriftligt.",
            "Avtalet gäller tills vidare och kan sägas upp av nämnden när som helst.",
        ),
    ),
)

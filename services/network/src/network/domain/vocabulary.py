"""
What people in a town centre talk about, and the words they say it in; by the thirteen fields of action of the network.

Words are folded (``regio_chassis.search``): "bank" and "banke" stand for Bank and Bänke. ``geschaft-`` is any word that
begins so, ``-laden`` one that ends so, anything else the word itself. A word may belong to several topics.
"""

import re

_TOPICS = """
# Wettbewerbsfähigkeit und Servicequalität
handel: geschaft- -geschaft -geschafte handler- -handler einzelhand- laden -laden shop- -shop kaufmann- kaufleut-
  filiale-
einkauf: einkauf- -einkauf shopping- bummel- -bummel besorgung-
kaufhaus: kaufhaus- warenhaus- einkaufszentr-
gastronomie: gaststatt- gastronom- -gastronomie gasthaus- gasthof- restaurant- kneipe- cafe cafes -cafe bar bars wirt
  wirte wirtin wirtshaus- lokal lokale biergart- bistro- imbiss- eisdiel-
preis: teuer- gebuhr- -gebuhr -gebuhren kosten- preis- -preis -preise bezahl- zahlen euro gunstig- billig- rabatt-
  kostenlos- kostenfrei- gebuhrenfrei- gratis umsonst
miete: miete mieten -miete -mieten vermiet- pacht- mietpreis-
grundung: grunder- -grunder grundung- existenzgrund- startup- jungunternehm- selbstandig- neueroffn-
lieferung: liefer- -lieferung zustell- bringdienst-
gutschein: gutschein- -gutschein kundenkarte- bonuskarte- rabattkarte- stadtkarte-
offnungszeit: offnungszeit- geoffnet ladenschluss- schliess- geschlossen

# Mobilität, Erreichbarkeit, Parken
parken: parken parkplatz- -parkplatz parkgebuhr- parkhaus- parkdeck- parkschein- parkautomat- parkraum- stellplatz-
  tiefgarage- kurzpark- falschpark-
rad: fahrrad- rad rader -rad radweg- radfahr- radler- radstand- radstell- radtour- radverkehr- ebike- bike bikes
  pedelec- zweirad-
strom: ladesaul- ladestation- ladepunkt- aufladen akku akkus steckdos- elektroauto- strom-
bus: bus busse buslin- bushalt- -bus -busse nahverkehr- opnv haltestell- shuttle- taxi taxis -taxi mitfahr-
  fahrdienst-
verkehr: verkehr- -verkehr auto autos autofrei- autofahr- pkw lkw raser rasen tempo durchfahrt- sperren
fuss: fussgang- fussweg- gehweg- gehbahn- burgersteig- gehsteig- zebrastreif- uberweg- querung-
barriere: barriere- rollstuhl- -rollstuhl rollator- gehbehind- behinder- stufe stufen rampe rampen kinderwag- aufzug-
  fahrstuhl- treppe- bordstein-
pflaster: pflaster- -pflaster kopfstein- schlagloch-
wegweiser: schild schilder -schild beschilder- ausschilder- wegweis- leitsystem- hinweisschild- hinweistafel-
  orientier- stadtplan-

# Leerstands- und Brachflächenmanagement
leerstand: leer leere leerer leeren leeres leerstand- leersteh- -leerstand ungenutzt- brach brache -brache brachfl-
  zwischennutz- popup-

# Aktionen und Events
fest: fest feste -fest festival- -festival veranstalt- -veranstaltung event events
musik: musik- -musik konzert- -konzert band bands chor chore -chor buhne-
kultur: kunst- -kunst ausstell- -ausstellung galerie- theater- kino- film filme kultur- lesung-
weihnacht: weihnacht- advent- nikolaus- christkind-
sonntag: sonntag- verkaufsoff-
samstag: samstag- sonnabend- wochenend-
abend: abend abends abendl- -abend nacht nachts -nacht feierabend-

# Erlebnisraum Innenstadt
sitzen: bank banke banken -bank -banke sitz- ausruh- hinsetz- verschnauf- ruhebank-
grun: baum- -baum -baume begrun- grun grune gruner pflanz- -pflanze -pflanzen blume- -blume -blumen beet beete -beet
  bluh- blute- strauch-
wasser: brunnen- -brunnen trinkwass- wasserspend- wasserspiel-
hitze: hitze- heiss- sommer- schatten- beschatt- sonnensegel- sonnenschutz- abkuhl-
licht: licht- -licht beleucht- -beleuchtung laterne- -laterne lampe- dunkel- finster-
abfall: mull- -mull abfall- -abfall papierkorb- unrat flasche- -flasche -flaschen entsorg- kippen
schmutz: dreck- schmutz- -schmutz verschmutz- verdreck- sauber- reinig- putz- kot -kot graffiti- beschmier- schmierer-
wc: wc wcs toilette- -toilette klo klos
treffpunkt: treff treffen -treff treffpunkt- begegn- aufenthalt- unterstand-
sicherheit: sicherh- sicher unsicher- angst- gefahr- polizei- streife- uberwach-
markt: wochenmark- bauernmark- abendmark- feierabendmark- markttag- marktstand-
durchgang: tunnel- -tunnel unterfuhr- durchgang- passage- -passage
gestaltung: fassade- -fassade anstrich- anstreich- streichen bunt bunter bemal- wandbild- gestalt- verschoner-
spielen: spielpl- spielger- schaukel- rutsche- klettern- spielen

# Identität und Image
geschichte: geschicht- -geschichte histor- denkmal- gedenk- stolperstein- museum- archiv- erinner- judisch-
tourismus: tourist- -tourist -touristen tourism- besucher- urlaub- ausflug- reisend-
fuhrung: fuhrung- -fuhrung rundgang- -rundgang

# Standortkommunikation und City-Management
information: inform- auskunft- kalender- -kalender aushang- schaukast- plakat- newsletter-

# Digitale Innenstädte
digital: app apps digital- online- internet- website- webseite- handy- smartphone- qr portal- plattform-
wlan: wlan- wifi hotspot- internet-

# Funktionsvielfalt
wohnen: wohnung- -wohnung -wohnungen wohnen wohnraum- wohnhaus-
gesundheit: arzt- arzte- -arzt praxen praxis -praxis -praxen gesundh-
arbeit: coworking- buro buros arbeitspl- -buro
behorde: burgeramt- -amt behorde- verwaltung-

# Familienfreundliche Innenstadt, Zielgruppen
kinder: kind kinder- -kinder kindern
familie: familie- eltern- mutter vater baby babys wickel- stillen still-
jugend: jugend- teenager- teenie- schuler- -schuler
senioren: senior- alter altere- rentner- betagt-
sport: sport- -sport bolzplatz- skate- fitness- fussball- boule-

# Neubürger und Rückkehrer
zuzug: zugezog- zuzug- neuburger- ruckkehr- hergezog- willkommen-

# Was man teilt und heil macht
reparatur: repair- reparier- reparatur- werkstatt- kaputt-
tauschen: tausch- -tausch verschenk- verleih- leihen ausleih- secondhand- flohmarkt- -flohmarkt trodel- gebraucht-
bucher: buch bucher- -buch buchereien bibliothek- lesen
schaufenster: schaufenst- auslage- dekorier- dekoration-
regional: regional- region umgebung- erzeuger- bauer bauern landwirt- direktvermarkt- hoflad-
hunde: hund hunde- hundebesitz- -hund
tauben: taube tauben- vogel-
draussen: draussen terrasse- freisitz- openair freiluft-
"""


def _read() -> tuple[dict[str, set[str]], dict[str, set[str]], dict[str, set[str]]]:
    begins: dict[str, set[str]] = {}
    ends: dict[str, set[str]] = {}
    wholes: dict[str, set[str]] = {}
    topic = ""
    for word in re.sub("#.*", "", _TOPICS).split():
        if word[-1] == ":":
            topic = word[:-1]
        else:
            found = begins if word[-1] == "-" else ends if word[0] == "-" else wholes
            found.setdefault(word.strip("-"), set()).add(topic)
    return begins, ends, wholes


_BEGINS, _ENDS, _WHOLES = _read()
_LENGTHS = sorted({len(word) for word in [*_BEGINS, *_ENDS]})


def topics(word: str) -> set[str]:
    """What a folded word is about: nothing, or one or more topics."""
    found = set(_WHOLES.get(word, ()))
    for length in _LENGTHS:
        if length <= len(word):
            found |= _BEGINS.get(word[:length], set()) | _ENDS.get(word[-length:], set())
    return found

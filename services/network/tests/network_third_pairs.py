"""
A third set, written before the measure of that time was tried on it, and not used to choose anything: topics of all
thirteen fields of action, two voices for each wish. All invented.
"""

PAIRS: tuple[tuple[tuple[str, str], tuple[str, str]], ...] = (
    (
        ("Zebrastreifen vor der Apotheke", "Wer über die Wilhelmstraße will, wartet ewig, weil keiner anhält."),
        (
            "Sicher über die Wilhelmstraße",
            "Gegenüber vom Drogeriemarkt fehlt ein Überweg, alte Leute trauen sich nicht.",
        ),
    ),
    (
        (
            "Lesecafé in der alten Sparkasse",
            "Kaffee trinken, Zeitung lesen und Bücher tauschen, statt leerer Schalter.",
        ),
        ("Aus der Bankfiliale ein Café mit Büchern machen", "Die Räume stehen seit dem Auszug leer."),
    ),
    (
        (
            "Händler gemeinsam im Internet",
            "Ein Online-Marktplatz für unsere Stadt, damit nicht alles bei Amazon landet.",
        ),
        ("Lokaler Webshop", "Die Geschäfte könnten ihre Waren zusammen auf einer Plattform anbieten."),
    ),
    (
        ("Hundekotbeutel", "Am Stadtgraben tritt man ständig in Haufen, Spender mit Tüten fehlen."),
        ("Spender für Hundehalter", "Tütenspender am Graben, damit die Hinterlassenschaften verschwinden."),
    ),
    (
        ("Leihräder am Bahnhof", "Besucher könnten sich ein Fahrrad mieten und in die Altstadt fahren."),
        ("Fahrradverleih", "Wer mit dem Zug kommt, leiht sich am Bahnhof ein Rad aus."),
    ),
    (
        ("Stammtisch für Zugezogene", "Nach einem Jahr kenne ich immer noch niemanden hier."),
        ("Neubürger lernen sich kennen", "Ein monatliches Treffen für alle, die hergezogen sind."),
    ),
    (
        ("Das Kino soll zurückkommen", "Für einen Film muss man vierzig Kilometer nach Erfurt fahren."),
        ("Filmabende im Stadthaus", "Seit das Kino zu ist, gibt es hier keine Filme mehr."),
    ),
    (
        ("Ampelphasen an der Kreuzung Poststraße", "Fußgänger schaffen es bei Grün nicht bis auf die andere Seite."),
        (
            "Grünphase verlängern",
            "An der Poststraße ist die Ampel viel zu schnell wieder rot, mit Gehstock keine Chance.",
        ),
    ),
    (
        ("Ferienprogramm in der Innenstadt", "Basteln, Theater und Stadtrallye für Schulkinder im Sommer."),
        ("Was können Kinder in den Ferien machen?", "Vereine und Läden bieten in den Sommerferien Nachmittage an."),
    ),
    (
        ("Bauzaun am Markt verschönern", "Die Baustelle bleibt noch zwei Jahre, Schulen könnten die Planen bemalen."),
        ("Bunte Bilder statt grauer Bauzaun", "Kinder malen, solange am Markt gebaut wird."),
    ),
    (
        ("Hochwassermarken anbringen", "An den Häusern zeigen, wie hoch die Unstrut 1613 stand."),
        ("Erinnerung an die Thüringer Sintflut", "Kleine Tafeln mit den Wasserständen an der Unstrut."),
    ),
    (
        ("Regenschirme über der Gasse", "Bunte Schirme wie in Portugal als Fotomotiv in der Kramerstraße."),
        ("Kramerstraße zum Hingucker machen", "Etwas Farbiges über den Köpfen, das man fotografieren will."),
    ),
    (
        ("Postfiliale fehlt", "Für ein Paket muss ich ins Industriegebiet laufen."),
        ("Paketannahme im Zentrum", "Seit die Post geschlossen hat, kann man in der Stadt nichts mehr verschicken."),
    ),
    (
        ("Lehrstellenbörse im Rathaus", "Betriebe aus der Stadt stellen Schülern ihre Berufe vor."),
        ("Ausbildungsmesse", "Jugendliche sollen sehen, welche Firmen am Ort ausbilden."),
    ),
    (
        ("Rauchen am Spielplatz verbieten", "Im Sandkasten liegen Kippen."),
        ("Zigaretten neben Kindern", "Auf dem Spielplatz sollte ein Rauchverbot gelten."),
    ),
    (
        ("Kirchturm beleuchten", "Die Blasiikirche sieht man abends gar nicht."),
        ("Nachts strahlt nichts", "Ein paar Scheinwerfer würden St. Blasii und das Rathaus schön zeigen."),
    ),
    (
        ("Gästeführer für Schulklassen", "Stadtgeschichte lernt man am besten zu Fuß, Eintritt frei für Schüler."),
        ("Führungen für Kinder", "Geschichte der Stadt spannend erzählt, Grundschulen könnten das kostenlos nutzen."),
    ),
    (
        ("Geschäfte schließen mittags", "Von zwölf bis zwei steht man vor verschlossenen Türen."),
        ("Mittagspause abschaffen", "Wer in der Pause einkaufen will, findet alles zu."),
    ),
    (
        ("Laubbläser", "Um sechs Uhr morgens werde ich vom Lärm der Stadtreinigung geweckt."),
        ("Kehrmaschine später fahren lassen", "Anwohner am Markt möchten ausschlafen, das Gerät ist furchtbar laut."),
    ),
    (
        ("Umsonst-Regal", "Was man nicht mehr braucht, stellt man hinein, andere nehmen es mit."),
        ("Verschenkeschrank für Hausrat", "Geschirr und Spielzeug abgeben statt wegwerfen."),
    ),
)
"""Twenty pairs that somebody who screens ideas would call the same wish."""

DISTRACTORS: tuple[tuple[str, str], ...] = (
    ("Apothekennotdienst anzeigen", "Am Sonntag weiß niemand, wer Dienst hat."),
    ("Kaffeemobil auf dem Wochenmarkt", "Ein Stand mit heißen Getränken fehlt."),
    ("Ampel mit Ton für Blinde", "An der Poststraße hört man nicht, wann man gehen darf."),
    ("Fahrradkurse für Senioren", "Mit dem E-Bike sicher fahren lernen."),
    ("Fahrradklau am Bahnhof", "Eine Kamera würde Diebe abschrecken."),
    ("Bahnhofsuhr reparieren", "Sie geht seit Monaten sieben Minuten vor."),
    ("Zugverbindung nach Leipzig", "Der letzte Zug fährt schon um neun."),
    ("Sparkasse soll Automaten behalten", "Bargeld bekommt man sonst nur noch im Supermarkt."),
    ("Buchhandlung unterstützen", "Schulen könnten ihre Bücher vor Ort bestellen."),
    ("Lesesommer der Bibliothek", "Wer zehn Bücher schafft, bekommt eine Urkunde."),
    ("Stadt-App für Mängel", "Schlaglöcher mit dem Handy melden."),
    ("Onlinekurs für Händler", "Wie man Fotos macht und Anzeigen schaltet."),
    ("Hundeschwimmen zum Saisonende", "Einen Tag lang dürfen die Tiere ins Freibad."),
    ("Hundesteuer senken", "Hundert Euro im Jahr sind für Rentner zu viel."),
    ("Umzugshilfe", "Studenten tragen gegen Spende Kisten."),
    ("Rückkehrertag zwischen den Jahren", "Firmen laden Weggezogene zu Gesprächen ein."),
    ("Filmstadt werden", "Produktionsfirmen anschreiben, unsere Gassen sind perfekte Kulissen."),
    ("Theatergruppe sucht Raum", "Wir proben zurzeit in einer Garage."),
    ("Sommerkonzerte im Klosterhof", "Kammermusik bei Kerzenschein."),
    ("Ferienwohnungen anmelden", "Es gibt zu wenige Betten für Gäste."),
    ("Baustellen besser absprechen", "Die Straße wurde dreimal nacheinander aufgerissen."),
    ("Malwettbewerb zum Stadtjubiläum", "Die besten Bilder kommen in den Kalender."),
    ("Hochwasserschutz am Mühlgraben", "Bei Starkregen läuft der Keller voll."),
    ("Wanderweg an der Unstrut", "Das Ufer ist zugewachsen."),
    ("Fotowettbewerb", "Lieblingsorte einsenden und Gutscheine gewinnen."),
    ("Regenrinne am Durchgang", "Es tropft den Leuten auf den Kopf."),
    ("Briefkasten versetzen", "Im Rollstuhl kommt man nicht an den Schlitz."),
    ("Paketstation am Parkplatz", "Rund um die Uhr abholen."),
    ("Praktikum im Rathaus", "Verwaltung von innen kennenlernen."),
    ("Meisterbonus für Handwerker", "Junge Leute sollen ihren Betrieb hier eröffnen."),
    ("Sandkasten erneuern", "Die Bretter splittern."),
    ("Nichtraucher-Gaststätten kennzeichnen", "Ein Aufkleber an der Tür würde genügen."),
    ("Kirche tagsüber öffnen", "Besucher stehen vor verschlossener Tür."),
    ("Glockenspiel am Rathaus", "Zur vollen Stunde ein Lied."),
    ("Schulweg sichern", "Lotsen an der Kreuzung bei der Grundschule."),
    ("Schülerlotsen ehren", "Ein Dankeschönfest im Juni."),
    ("Mittagessen für Schüler", "In den Gaststätten zum Preis der Mensa."),
    ("Lärm durch Motorräder", "Am Wochenende hält man es auf dem Balkon nicht aus."),
    ("Laubsäcke verteilen", "Für die Linden vor den Häusern."),
    ("Kleiderkammer sucht Helfer", "Wir sortieren dienstags Spenden."),
)
"""Forty ideas about the same things that wish for something else."""

"""Twenty pairs of ideas that mean the same in other words, and thirty that have no partner; all invented."""

PAIRS: tuple[tuple[tuple[str, str], tuple[str, str]], ...] = (
    (
        (
            "Mehr Sitzbänke in der Fußgängerzone",
            "Ältere Leute finden beim Einkaufen keinen Platz zum Ausruhen.",
        ),
        ("Bänke zum Ausruhen", "In der Innenstadt fehlen Bänke, vor allem in der Fußgängerzone."),
    ),
    (
        ("Trinkbrunnen am Marktplatz", "An heißen Tagen wäre kostenloses Trinkwasser auf dem Markt gut."),
        ("Öffentlicher Wasserspender", "Ein Brunnen mit Trinkwasser am Markt hilft bei Hitze."),
    ),
    (
        ("Leerstehende Läden für Künstler öffnen", "Schaufenster leerer Geschäfte könnten Ausstellungen zeigen."),
        ("Kunst im Leerstand", "Künstler stellen in leeren Schaufenstern aus, bis ein neuer Mieter kommt."),
    ),
    (
        ("Fahrradständer am Bahnhof überdachen", "Die Räder werden nass, ein Dach über den Abstellplätzen fehlt."),
        ("Überdachte Abstellplätze für Fahrräder", "Am Bahnhof stehen die Fahrräder im Regen."),
    ),
    (
        (
            "Spielgeräte für Kinder auf dem Markt",
            "Beim Einkaufen brauchen Familien einen Spielplatz im Zentrum.",
        ),
        ("Ein kleiner Spielplatz in der Innenstadt", "Damit Kinder beim Einkauf der Eltern spielen können."),
    ),
    (
        ("Kostenloses WLAN in der Altstadt", "Gäste und Jugendliche wollen ins Internet."),
        ("Freies WLAN", "Öffentliches Internet für alle in der Altstadt anbieten."),
    ),
    (
        ("Längere Öffnungszeiten am Freitag", "Die Geschäfte schließen zu früh, freitags bitte bis 20 Uhr."),
        ("Freitags länger einkaufen", "Alle Läden sollten am Freitagabend gemeinsam bis 20 Uhr öffnen."),
    ),
    (
        ("Abendmarkt mit regionalen Produkten", "Bauern aus der Region verkaufen einmal im Monat am Abend."),
        ("Feierabendmarkt", "Ein Markt am Abend, auf dem regionale Bauern ihre Produkte anbieten."),
    ),
    (
        ("Mehr Bäume gegen die Hitze", "Der Marktplatz ist im Sommer zu heiß, es fehlt Schatten."),
        ("Schatten auf dem Marktplatz", "Bäume pflanzen, damit man es im Sommer aushält."),
    ),
    (
        ("Die erste halbe Stunde kostenlos parken", "Wer nur kurz Brötchen holt, sollte keine Parkgebühr zahlen."),
        ("Brötchentaste für Parkautomaten", "Kurzes Parken ohne Gebühr, 30 Minuten kostenlos."),
    ),
    (
        ("Barrierefreier Zugang zu den Geschäften", "Viele Läden haben Stufen, Rampen würden Rollstuhlfahrern helfen."),
        ("Rampen für Rollstühle", "Stufen vor den Läden sind ein Hindernis, mobile Rampen anschaffen."),
    ),
    (
        ("Öffentliche Toilette in der Innenstadt", "Am Wochenende ist keine Toilette geöffnet."),
        ("Saubere Toiletten", "Es gibt in der Innenstadt am Wochenende keine öffentlichen WCs."),
    ),
    (
        ("Gemeinsamer Gutschein aller Händler", "Ein Stadtgutschein, der in allen Geschäften gilt."),
        ("Stadtgutschein einführen", "Ein Gutschein zum Verschenken für alle Läden der Stadt."),
    ),
    (
        ("Lieferdienst mit Lastenrädern", "Einkäufe aus der Innenstadt am selben Tag nach Hause bringen."),
        ("Einkäufe nach Hause liefern", "Ein gemeinsames Lastenrad der Händler liefert am selben Tag."),
    ),
    (
        ("Straßenmusik erlauben", "Musiker beleben die Einkaufsstraße, Genehmigungen sollten einfacher werden."),
        ("Mehr Musik in der Einkaufsstraße", "Straßenmusiker brauchen zu lange auf eine Genehmigung."),
    ),
    (
        ("Beleuchtung im Durchgang zum Parkhaus", "Abends ist der Weg dunkel und unangenehm."),
        ("Dunkler Weg zum Parkhaus", "Bitte bessere Beleuchtung, abends fühlt man sich dort unsicher."),
    ),
    (
        ("Schaukästen mit Veranstaltungen", "An jedem Eingang der Altstadt ein aktueller Veranstaltungskalender."),
        ("Veranstaltungskalender aushängen", "Viele wissen nicht, was los ist; Schaukästen wären gut."),
    ),
    (
        ("Mehr Mülleimer am Stadtpark", "Nach dem Wochenende liegt überall Müll."),
        ("Müll im Stadtpark", "Es fehlen Abfallbehälter, die Mülleimer sind ständig voll."),
    ),
    (
        ("Treffpunkt für Jugendliche", "Jugendliche haben in der Innenstadt keinen Raum ohne Verzehrzwang."),
        ("Jugendraum in einem leeren Laden", "Ein Raum in der Innenstadt, in dem sich Jugendliche treffen können."),
    ),
    (
        ("Repair-Café einrichten", "Ehrenamtliche reparieren kaputte Geräte, statt sie wegzuwerfen."),
        ("Reparieren statt wegwerfen", "Ein Café, in dem Ehrenamtliche beim Reparieren von Geräten helfen."),
    ),
)

UNRELATED: tuple[tuple[str, str], ...] = (
    ("Stadtführung auf Englisch", "Touristen aus dem Ausland wünschen sich Rundgänge."),
    ("Ladesäulen für Elektroautos", "In der Tiefgarage gibt es keinen Strom zum Laden."),
    ("Blumenkübel der Anwohner", "Patenschaften für bepflanzte Kübel vergeben."),
    ("Weihnachtsmarkt verlängern", "Die Buden sollten bis Dreikönig stehen bleiben."),
    ("Hundewiese ausweisen", "Besitzer suchen eine eingezäunte Fläche."),
    ("Historische Fassaden anstrahlen", "Das Rathaus wirkt nachts verloren."),
    ("Tempo 20 vor der Schule", "Autofahrer rasen dort jeden Morgen."),
    ("Bücherschrank zum Tauschen", "Romane weitergeben statt verstauben lassen."),
    ("Bus am Sonntag", "Ohne Auto kommt man am Sonntag nicht aus den Dörfern."),
    ("Coworking im alten Postamt", "Schreibtische tageweise an Selbständige vermieten."),
    ("Stadtarchiv digitalisieren", "Alte Fotografien gehören ins Netz."),
    ("Boule-Bahn", "Senioren und Studierende spielen zusammen."),
    ("Schließfächer für Gepäck", "Ausflügler tragen ihre Taschen den ganzen Tag herum."),
    ("Nachtflohmarkt im Parkdeck", "Trödel bei jedem Wetter."),
    ("Pflasterung ausbessern", "Lose Steine sind für Absätze und Kinderwagen gefährlich."),
    ("Kino unter freiem Himmel", "Filme auf dem Schlosshof zeigen."),
    ("Unternehmer besuchen Schulklassen", "Berufe vorstellen, Praktika vermitteln."),
    ("Willkommenspaket für Zugezogene", "Neubürger erhalten Informationen und Rabatte."),
    ("Taubenplage eindämmen", "Kot auf Denkmälern ist ein Ärgernis."),
    ("Bienenfreundliche Verkehrsinseln", "Wildblumen statt Rasen säen."),
    ("Online-Terminvergabe im Bürgeramt", "Niemand soll zwei Stunden warten."),
    ("Städtepartnerschaft beleben", "Austausch der Vereine mit Frankreich."),
    ("Notinseln kennzeichnen", "Verängstigte sollen wissen, wo sie Hilfe bekommen."),
    ("Altkleidercontainer versetzen", "Der Standort neben der Kirche stört."),
    ("Skaterampe", "Die alte Halle steht für Rollsport bereit."),
    ("Gründerpreis ausloben", "Die beste Geschäftsidee erhält ein Jahr Mietzuschuss."),
    ("Mittagstisch für Alleinstehende", "Gastwirte kochen reihum zum kleinen Preis."),
    ("Grüne Welle Bahnhofstraße", "Ampeln besser schalten."),
    ("Denkmal für die Weber", "An das Handwerk der Stadt erinnern."),
    ("Kneipennacht mit Livebands", "Ein Bändchen gilt für sämtliche Lokale."),
)

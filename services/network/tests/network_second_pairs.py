"""
A second set, written when the threshold stood and never used to choose it: as people write when they do not know of
each other, so that some pairs share hardly a word. All invented.
"""

PAIRS: tuple[tuple[tuple[str, str], tuple[str, str]], ...] = (
    (
        ("Parken am Neumarkt zu teuer", "2 Euro die Stunde, da fahr ich lieber ins Gewerbegebiet."),
        ("Parkgebühren senken", "Wer in der Stadt einkauft, sollte nicht auch noch fürs Auto zahlen müssen."),
    ),
    (
        ("Wochenmarkt auch am Samstag", "Unter der Woche arbeite ich und kann nie hin."),
        ("Markttag verlegen", "Berufstätige haben vom Wochenmarkt nichts, wenn er dienstags ist. Samstag wäre besser."),
    ),
    (
        ("E-Bikes laden", "Wir kommen vom Unstrutradweg und finden keine Steckdose für die Akkus."),
        ("Ladestation für Fahrräder mit Akku", "Radtouristen würden bei uns Pause machen."),
    ),
    (
        ("Karstadt-Gebäude nutzen", "Das Haus steht seit vier Jahren leer, warum nicht Wohnungen oder Ärzte?"),
        ("Was wird aus dem alten Kaufhaus?", "Arztpraxen und altersgerechtes Wohnen wären dort ideal."),
    ),
    (
        ("Zu wenig los am Abend", "Nach 18 Uhr ist die Innenstadt tot. Mehr Kneipen und Konzerte bitte."),
        ("Abends tote Hose", "Für uns Junge gibt es weder Bars noch Livemusik."),
    ),
    (
        ("Wickelraum", "Mit Baby kann man nirgends wickeln oder in Ruhe stillen."),
        ("Still- und Wickelmöglichkeit", "Geschäfte könnten einen Raum für junge Eltern bereitstellen."),
    ),
    (
        (
            "Kopfsteinpflaster mit Rollator",
            "Meine Mutter bleibt mit den Rädern hängen, ein glatter Streifen würde reichen.",
        ),
        ("Glatte Gehbahn im Pflaster", "Rollstühle und Rollatoren kommen in der Marktstraße kaum voran."),
    ),
    (
        ("App mit allen Geschäften", "Wer hat was und wann offen? Das müsste man auf dem Handy sehen."),
        ("Digitaler Einkaufsführer", "Eine Seite fürs Smartphone, auf der alle Läden mit Öffnungszeiten stehen."),
    ),
    (
        ("Blumen an die Laternen", "In anderen Orten hängen überall Ampeln mit Geranien, bei uns ist alles grau."),
        ("Mehr Grün und Blüten", "Hängende Blumenkörbe würden die Fußgängerzone freundlicher machen."),
    ),
    (
        ("Taxi für Senioren", "Am Nachmittag fährt kein Bus aus den Ortsteilen, ein Rufbus wäre toll."),
        ("Bürgerbus", "Ältere aus den Dörfern kommen sonst nicht zum Einkaufen und zum Arzt."),
    ),
    (
        ("Schaufensterbummel im Advent", "Alle Händler dekorieren nach einem Thema und Kinder suchen Figuren."),
        ("Weihnachtsrätsel", "In jedem Schaufenster versteckt sich ein Wichtel, wer alle findet, gewinnt."),
    ),
    (
        ("Tauben am Rathaus", "Alles ist verdreckt, man kann sich nicht hinsetzen."),
        ("Taubenkot", "Die Vögel verschmutzen die Sitzplätze vor dem Rathaus. Bitte Fütterungsverbot."),
    ),
    (
        ("Bahnhofstunnel streichen", "Die Unterführung ist beschmiert und riecht."),
        ("Graffiti in der Unterführung", "Schüler könnten den Tunnel am Bahnhof bunt gestalten."),
    ),
    (
        ("Regionale Produkte", "Ein Laden, in dem Honig, Wurst und Käse von hier verkauft werden."),
        ("Hofladen in der Stadt", "Erzeuger aus der Umgebung mieten gemeinsam eine Verkaufsfläche."),
    ),
    (
        ("Gründer unterstützen", "Wer neu aufmacht, braucht im ersten Jahr eine niedrige Miete."),
        ("Günstige Mieten für Start-ups", "Vermieter und Stadt teilen sich die Kosten, damit sich jemand traut."),
    ),
    (
        ("Sitzplätze für Teenager", "Wir werden überall weggeschickt. Ein überdachter Platz mit WLAN würde reichen."),
        ("Jugendliche brauchen einen Ort", "Unterstand, wo man sich nach der Schule treffen darf."),
    ),
    (
        ("Pfandringe an Papierkörben", "Dann muss niemand im Abfall nach Flaschen wühlen."),
        ("Flaschen neben den Mülleimer", "Halterungen für Pfandflaschen anbringen."),
    ),
    (
        ("Stolpersteine erklären", "Auf einer Tafel oder per QR-Code die Geschichten der Familien erzählen."),
        ("Geschichte sichtbar machen", "QR-Codes an Häusern, in denen früher jüdische Familien lebten."),
    ),
    (
        (
            "Autos raus aus der Langen Gasse",
            "Der Durchgangsverkehr ist gefährlich, man könnte daraus eine Fußgängerzone machen.",
        ),
        ("Lange Gasse sperren", "Ohne Verkehr könnten die Cafés draußen stuhlen."),
    ),
    (
        ("Nette Toilette", "Wirte öffnen ihr WC für alle und bekommen dafür Geld von der Stadt."),
        ("Gaststätten als öffentliches WC", "Ein Aufkleber an der Tür zeigt, wo man ohne Verzehr gehen darf."),
    ),
)
"""Twenty pairs that somebody who screens ideas would call the same wish."""

DISTRACTORS: tuple[tuple[str, str], ...] = (
    ("Parkplätze für Handwerker", "Betriebe finden keinen Stellplatz, wenn sie in der Altstadt arbeiten."),
    ("Parkbank reparieren", "Am Teich sind zwei Latten gebrochen."),
    ("Marktplatz als Eisbahn", "Im Januar Schlittschuhlaufen mit Glühwein."),
    ("Marktbrunnen sprudeln lassen", "Er ist seit letztem Sommer abgestellt."),
    ("Fahrradstraße zur Schule", "Kinder sollen sicher mit dem Rad fahren können."),
    ("Räder codieren", "Die Polizei könnte zweimal im Jahr Fahrräder kennzeichnen."),
    ("Leerstandsmelder", "Eine Karte im Netz, in die jeder freie Läden einträgt."),
    ("Musikschule stellt sich vor", "Offene Bühne an einem Nachmittag im Mai."),
    ("Kinderflohmarkt", "Spielzeug und Kleidung im Stadtpark verkaufen."),
    ("Kinderbetreuung beim Einkauf", "Zwei Stunden am Samstag, betreut von Auszubildenden."),
    ("Gehweg räumen", "Im Winter liegt vor leeren Häusern tagelang Schnee."),
    ("Ampel an der Marktstraße", "Fußgänger warten über zwei Minuten."),
    ("Handy-Sprechstunde", "Schüler helfen Senioren mit dem Telefon."),
    ("Hinweisschilder für Touristen", "Vom Bahnhof findet niemand zum Schloss."),
    ("Baumpatenschaften", "Anwohner gießen in trockenen Wochen."),
    ("Urban Gardening auf dem Parkdeck", "Hochbeete für alle, die keinen Garten haben."),
    ("Bus mit Fahrradanhänger", "Am Wochenende für Ausflüge in den Hainich."),
    ("Verkaufsoffener Sonntag im Mai", "Zusammen mit dem Stadtfest."),
    ("Weihnachtsbeleuchtung sparen", "LED statt Glühlampen, das kostet weniger."),
    ("Schaufenster barrierefrei beschriften", "Große Schrift und Preise in Augenhöhe."),
    ("Wasserspielplatz", "Unterhalb der Stadtmauer ist Platz am Bach."),
    ("Rathausturm öffnen", "Von oben hat man den besten Blick."),
    ("Bahnhofsbuchhandlung zurück", "Reisende hätten gern wieder Zeitungen."),
    ("Wein- und Käseabend", "Winzer von Saale und Unstrut schenken aus."),
    ("Mietspiegel für Läden", "Damit Eigentümer wissen, was verlangt werden kann."),
    ("Schülerzeitung berichtet", "Jugendliche stellen jeden Monat ein Geschäft vor."),
    ("Müllsammelaktion", "Vereine räumen im Frühjahr gemeinsam auf."),
    ("Führung durchs jüdische Viertel", "Ehrenamtliche erzählen bei einem Rundgang."),
    ("Tempo 30 nachts", "Anwohner der Hauptstraße schlafen schlecht."),
    ("Gastronomie auf dem Kirchplatz", "Draußen essen mit Blick auf die Linde."),
)
"""Thirty ideas about the same things that wish for something else."""

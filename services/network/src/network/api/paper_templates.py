"""How agenda and minutes are set, in Typst; headings are headings, so that they can be jumped to."""

_HEAD = """
#set page(paper: "a4", margin: 25mm, numbering: "1 / 1")
#set text(size: 11pt)
#set heading(numbering: none)
#show heading.where(level: 1): set text(size: 18pt)

= #data.title

#data.day, #data.hours
#if data.place != "" [ \\ Ort: #data.place ]

"""

AGENDA = (
    _HEAD
    + """
Eingeladen: #data.towns

== Tagesordnung

#if data.items.len() == 0 [ Es sind noch keine Punkte angenommen. ]
#for item in data.items [
=== #item.number. #item.title
#if not item.public [ _nicht öffentlich_ \\ ]
#if item.origin != "" [ _vorgeschlagen durch: #(item.origin)_ \\ ]
#if item.carried [ _aus einer früheren Sitzung übernommen_ \\ ]
#item.text

]
"""
)

MINUTES = (
    _HEAD
    + """
Anwesend: #data.present

#if data.final [ Endgültige Fassung #data.revision vom #data.finalised ] else [ *Entwurf, nicht endgültig* ]

== Protokoll

#for line in data.text [ #line \\ ]

== Beschlüsse

#if data.decisions.len() == 0 [ Keine. ]
#for decision in data.decisions [
=== #decision.title
#decision.text

Ergebnis: #decision.result. \\
Dafür: #if decision.yes == "" [niemand] else [#decision.yes] \\
Dagegen: #if decision.no == "" [niemand] else [#decision.no] \\
Enthalten: #if decision.abstain == "" [niemand] else [#decision.abstain]

]
"""
)

"""
What people and programs outside open: CSV, XLSX, iCalendar, Atom, PDF and QR codes out, CSV and XLSX in.

The libraries behind it are imported when they are first needed.
"""

from regio_chassis.formats.answers import disposition, document, produces
from regio_chassis.formats.calendars import CALENDAR, CalendarEvent, calendar
from regio_chassis.formats.cells import Cell, disarmed
from regio_chassis.formats.documents import PDF, SVG, pdf, qr
from regio_chassis.formats.errors import FileRefused, all_of, at
from regio_chassis.formats.feeds import ATOM, FeedEntry, atom
from regio_chassis.formats.reading import FILE_BYTES, ROWS, Line, ReadTable, missing_columns, read_table
from regio_chassis.formats.tables import CSV, XLSX, csv_bytes, xlsx_bytes

__all__ = [
    "ATOM",
    "CALENDAR",
    "CSV",
    "FILE_BYTES",
    "PDF",
    "ROWS",
    "SVG",
    "XLSX",
    "CalendarEvent",
    "Cell",
    "FeedEntry",
    "FileRefused",
    "Line",
    "ReadTable",
    "all_of",
    "at",
    "atom",
    "calendar",
    "csv_bytes",
    "disarmed",
    "disposition",
    "document",
    "missing_columns",
    "pdf",
    "produces",
    "qr",
    "read_table",
    "xlsx_bytes",
]

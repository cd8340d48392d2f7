"""timbaocao: full-text search for Vietnamese reports. The map of the house:

    files ─▶ sources ─▶ reports ─▶ language ─▶ engines ◀─ query ◀─ what was typed
    bytes    text       Report     terms       postings    │
                                                  ╰─▶ search ─▶ highlight ─▶ webui / cli

Where is it?

    What does a report, a query, a hit hold?             model/
    Which files are read, and how?                       sources/
    How are title, dates, period, province found?        reports/
    How does Vietnamese become terms?                    language/ (analyzer.py composes the steps)
    What does the query box understand?                  query/ (grammar.py, then units.py and plan.py)
    What must an engine do? How is it scored?            engines/base.py, engines/scoring.py
    Where is Whoosh?                                     engines/whoosh/, nowhere else
    How is a report taken from file to index?            build.py (workers.py, understand.py; processes.py)
    Where is the live index, how is it switched?         generations.py (manifest.py, durable.py), live.py
    Is it sound? How did the last rebuild end?           verify.py (inspection.py, canaries.py), status.py
    Who puts an answer together?                         search.py, marking.py, highlight.py
    Which filters and facets are there?                  facets.py (query/values.py: names as typed)
    When are two reports one, or alike?                  duplicates.py (engines/groups.py), similar.py
    Where does the original file of a report come from?  originals.py
    What does JSON look like? What can be set?           wire.py, settings.py
"""

from __future__ import annotations

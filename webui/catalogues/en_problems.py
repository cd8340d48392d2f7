"""What the site says where it cannot answer, in English; names and blanks are those of vi_problems.py."""

from __future__ import annotations

from collections.abc import Mapping

TEXTS: Mapping[str, str] = {
    "problem.title": "{heading} – tìm báo cáo",
    "problem.home": "To the first page",
    "problem.again": "Try again",
    "problem.search": "Search reports with the words",
    "problem.repeat": "Search again",
    "problem.bad.heading": "Something in this address is not right",
    "problem.bad.lead": "The request could not be understood.",
    "problem.report.heading": "There is no such report",
    "problem.report.lead": "It may have been renamed or removed from the collection. Looked for:",
    "problem.missing.heading": "There is no such page",
    "problem.missing.lead": "The address may be mistyped or old. The first page leads to every report.",
    "problem.method.heading": "This page can only be read",
    "problem.method.lead": "Open it by a link, or search again from the first page.",
    "problem.unready.heading": "The collection is not ready",
    "problem.unready.lead": "Its keeper must run the command below once; then press “Try again”.",
    "problem.rate.heading": "That was a little quick",
    "problem.rate.lead": (
        "Very many requests came from your computer within a minute. Wait a little, then press “Try again”."
    ),
    "problem.busy.heading": "Many people are searching at once",
    "problem.busy.lead": "The server is behind with its answers. Wait a few seconds, then press “Try again”.",
    "problem.host.heading": "This site does not go by that name",
    "problem.host.lead": (
        "Open it by the name that its keeper gave you; its keeper adds a name with the setting trusted_hosts."
    ),
    "problem.fault.heading": "The server met an error",
    "problem.fault.lead": "The error was noted. Try again in a few minutes, or with other words.",
    # parameters
    "bad.q": "The query has {length} characters; shorten it to at most {most}.",
    "bad.values": "“{name}” has too many values or too long ones (at most {most} values "
    "of {chars} characters each).",
    "bad.number": "“{name}={value}” is not right; use a number from 1 to {highest}.",
    "bad.year": "“{name}={value}” is not right; use a year of four digits, such as 2012.",
    "bad.choice": "“{name}={value}” is not right; use one of: {allowed}.",
    "bad.switch": "“{name}={value}” is not right; use 0 or 1.",
}

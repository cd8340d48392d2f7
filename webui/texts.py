"""Every string a visitor can read, once. A second language is a second mapping with the same names."""

from __future__ import annotations

from collections.abc import Mapping

VIETNAMESE: Mapping[str, str] = {
    "brand.pen": "tìm",
    "brand.rest": "báo cáo",
    "brand.home": "tìm báo cáo, về trang đầu",
    "skip": "Đến nội dung chính",
    "unknown": "không rõ",
    # the box
    "box.label": "Tìm trong các báo cáo",
    "box.button": "Tìm",
    "box.hint": "Gõ có dấu hay không dấu đều được.",
    # the first page
    "front.title": "tìm báo cáo – tìm trong báo cáo hội nghị",
    "front.count": "{reports} báo cáo",
    "front.years": "kỳ từ năm {first} đến năm {last}",
    "front.year": "kỳ năm {first}",
    "front.updated": "cập nhật ngày {date}",
    "front.examples": "Thử tìm",
    "front.by_province": "Theo tỉnh, thành phố",
    "front.by_year": "Theo năm",
    "front.by_kind": "Theo loại hội nghị",
    "front.empty": "Chưa có báo cáo nào ở đây.",
    # results
    "results.title": "{query} – tìm báo cáo",
    "results.all": "Tất cả báo cáo",
    "results.heading": "Kết quả",
    "results.count": "{count} báo cáo",
    "results.loose": "{count} gần đúng",
    "results.understood": "Hiểu là:",
    "results.also": "Tìm cả:",
    "results.literal": "Chỉ tìm đúng như đã gõ",
    "results.literal_on": "Đang tìm đúng như đã gõ.",
    "results.expand": "Tìm cả các cách hiểu khác",
    "results.suggestion": "Có phải bạn muốn tìm:",
    "results.more": "Còn {count} đoạn khác – xem trong báo cáo",
    "results.loose_heading": "Gần đúng",
    "results.loose_hint": "Những báo cáo này chỉ có một phần các từ đã gõ.",
    "note.off": "Bỏ",
    "note.off_label": "Bỏ cách hiểu này: {source}",
    # sorting and pages
    "sort": "Sắp xếp:",
    "sort.relevance": "Phù hợp nhất",
    "sort.newest": "Mới nhất",
    "sort.oldest": "Cũ nhất",
    "pager": "Các trang kết quả",
    "pager.previous": "Trang trước",
    "pager.next": "Trang sau",
    "pager.page": "Trang {page}",
    # filters
    "filter": "Lọc",
    "filter.fold": "Lọc: tỉnh, năm, loại",
    "filter.active": "Đang lọc",
    "filter.remove": "bỏ lọc",
    "filter.clear": "Bỏ tất cả",
    "filter.rest": "Xem thêm {count}",
    "filter.province": "Tỉnh, thành phố",
    "filter.province_old": "Tỉnh lúc bấy giờ",
    "filter.year": "Năm",
    "filter.kind": "Loại hội nghị",
    "filter.from": "Từ năm",
    "filter.to": "Đến năm",
    "filter.apply": "Lọc",
    "filter.chip.province": "{value}",
    "filter.chip.province_old": "lúc đó là {value}",
    "filter.chip.year": "năm {value}",
    "filter.chip.kind": "{value}",
    "filter.chip.year_from": "từ năm {value}",
    "filter.chip.year_to": "đến năm {value}",
    "filter.none.province": "không rõ tỉnh",
    "filter.none.province_old": "không rõ tỉnh",
    "filter.none.year": "không rõ năm",
    "filter.none.kind": "không rõ loại",
    # nothing found, past the end
    "nothing.heading": "Không tìm thấy báo cáo nào",
    "nothing.query": "Đã tìm:",
    "nothing.all": "tất cả báo cáo",
    "nothing.unfilter": "Tìm lại mà không lọc",
    "nothing.loose": "Xem {count} báo cáo gần đúng",
    "nothing.tips": "Có thể thử",
    "nothing.shorter": "gõ ít từ hơn, chỉ giữ những từ chắc chắn có trong báo cáo;",
    "nothing.spelling": "xem lại chính tả; gõ không dấu cũng tìm được;",
    "nothing.examples": "hoặc bắt đầu từ một ví dụ:",
    "nothing.home": "Xem có những báo cáo nào",
    "past.heading": "Không có trang {page}",
    "past.pages": "Kết quả chỉ có {pages} trang.",
    "past.first": "Về trang đầu của kết quả",
    "past.last": "Đến trang cuối, trang {page}",
    # the report page
    "report.title": "{title} – tìm báo cáo",
    "report.back": "Quay lại kết quả",
    "report.home": "Về trang đầu",
    "report.facts": "Về báo cáo này",
    "report.text": "Toàn văn",
    "report.found": "Tìm thấy",
    "report.marks": "{count} chỗ khớp",
    "report.no_marks": "Không có chỗ nào trong toàn văn khớp với từ đã gõ.",
    "report.passages": "Các đoạn tìm thấy",
    "report.position": "Vị trí",
    "report.previous": "Trước (p)",
    "report.next": "Sau (n)",
    "report.posted": "Ngày đăng",
    "report.held": "Ngày họp",
    "report.period": "Kỳ báo cáo",
    "report.plan": "Kế hoạch",
    "report.province": "Tỉnh, thành phố",
    "report.province_now": "Nay thuộc",
    "report.kind": "Loại hội nghị",
    "report.byline": "Người viết",
    "report.publisher": "Nơi đăng",
    "report.file": "Tệp gốc",
    "report.empty": "Báo cáo này không có nội dung.",
    # periods, places, dates, grades
    "period.year": "năm {year}",
    "period.half.1": "6 tháng đầu năm {year}",
    "period.half.2": "6 tháng cuối năm {year}",
    "period.quarter": "quý {part}/{year}",
    "period.month": "tháng {part}/{year}",
    "period.years": "giai đoạn {first}–{last}",
    "period.first_months": "{months} tháng đầu năm {year}",
    "period.last_months": "{months} tháng cuối năm {year}",
    "period.months": "từ tháng {first} đến tháng {last}",
    "place.moved": "{then} (nay thuộc {now})",
    "place.unknown": "không rõ tỉnh",
    "when.held": "họp ngày {date}",
    "when.posted": "đăng ngày {date}",
    "when.unknown": "không rõ ngày họp",
    "grade.variant": "khớp cách viết khác",
    "grade.shorthand": "khớp chữ viết tắt",
    "grade.bare": "khớp khi bỏ dấu",
    "grade.keyboard": "khớp khi giải mã gõ phím",
    "grade.corrected": "khớp khi sửa chính tả",
    # problems
    "problem.title": "{heading} – tìm báo cáo",
    "problem.home": "Về trang đầu",
    "problem.again": "Thử lại",
    "problem.search": "Tìm báo cáo có các từ",
    "problem.repeat": "Tìm lại",
    "problem.bad.heading": "Địa chỉ này có chỗ chưa đúng",
    "problem.bad.lead": "Máy chưa hiểu được yêu cầu.",
    "problem.report.heading": "Không có báo cáo này",
    "problem.report.lead": "Báo cáo có thể đã được đổi tên hoặc đã được bỏ khỏi kho. Mã đã tìm:",
    "problem.missing.heading": "Không có trang này",
    "problem.missing.lead": "Địa chỉ có thể đã gõ nhầm hoặc đã cũ. Mọi báo cáo đều tìm được từ trang đầu.",
    "problem.method.heading": "Trang này chỉ để xem",
    "problem.method.lead": "Hãy mở trang bằng đường dẫn, hoặc tìm lại từ trang đầu.",
    "problem.unready.heading": "Kho báo cáo chưa sẵn sàng",
    "problem.unready.lead": "Người quản trị cần chạy lệnh dưới đây một lần, rồi bấm “Thử lại”.",
    "problem.fault.heading": "Máy chủ gặp lỗi",
    "problem.fault.lead": "Lỗi đã được ghi lại. Hãy thử lại sau ít phút, hoặc tìm với từ khác.",
    # parameters
    "bad.q": "Câu tìm dài {length} ký tự; hãy rút xuống còn nhiều nhất {most} ký tự.",
    "bad.values": "“{name}” có quá nhiều giá trị hoặc giá trị quá dài (nhiều nhất {most} giá trị, "
    "mỗi giá trị {chars} ký tự).",
    "bad.number": "“{name}={value}” chưa đúng; hãy dùng một số từ 1 đến {highest}.",
    "bad.year": "“{name}={value}” chưa đúng; hãy dùng một năm có bốn chữ số, ví dụ 2012.",
    "bad.sort": "“sort={value}” chưa đúng; hãy dùng một trong các cách sắp xếp: {allowed}.",
    "bad.switch": "“{name}={value}” chưa đúng; hãy dùng 0 hoặc 1.",
}


def text(name: str, /, **values: object) -> str:
    """The string of that name with its blanks filled in; KeyError where there is none.

    >>> text("results.count", count=3)
    '3 báo cáo'
    """
    return VIETNAMESE[name].format(**values)


def has_text(name: str) -> bool:
    return name in VIETNAMESE


def number(value: int) -> str:
    """
    >>> number(1234567)
    '1.234.567'
    """
    return f"{value:,}".replace(",", ".")

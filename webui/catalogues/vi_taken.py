"""What is taken along, in Vietnamese: links, headings of tables, documents, citations."""

from __future__ import annotations

from collections.abc import Mapping

TEXTS: Mapping[str, str] = {
    "take": "Mang theo",
    "take.csv": "Bảng kết quả (CSV, mở bằng Excel)",
    "take.feed": "Theo dõi tìm kiếm này (Atom)",
    "take.json": "Dữ liệu của trang này (JSON)",
    "take.api": "Dành cho lập trình viên (API)",
    "take.word": "Tải báo cáo về (Word)",
    "take.tick": "Chọn",
    "take.passages": "Tải các đoạn của những báo cáo đã chọn (Word)",
    "csv.rank": "STT",
    "csv.title": "Tiêu đề",
    "csv.province": "Tỉnh, thành phố lúc bấy giờ",
    "csv.province_now": "Tỉnh, thành phố hiện nay",
    "csv.kind": "Loại hội nghị",
    "csv.period": "Kỳ báo cáo",
    "csv.held": "Ngày họp",
    "csv.posted": "Ngày đăng",
    "csv.publisher": "Nơi đăng",
    "csv.match": "Mức khớp",
    "csv.passages": "Các đoạn tìm thấy",
    "csv.address": "Địa chỉ",
    "csv.exact": "khớp đúng",
    "csv.loose": "gần đúng",
    "docx.passages": "Các đoạn tìm thấy: {query}",
    "docx.reports": "Các báo cáo đã chọn",
    "cite.title": "“{title}”",
    "cite.posted": "đăng ngày {date}",
    "cite.held": "họp ngày {date}",
    "cite.read": "truy cập ngày {date}",
    "bad.ids": "Đang chọn {count} báo cáo; hãy quay lại và đánh dấu từ 1 đến {most} báo cáo.",
    "bad.id": "Có báo cáo đã chọn không còn trong kho; hãy tìm lại rồi chọn lại.",
    "bad.once": "“{name}” bị lặp lại hoặc để trống; hãy dùng một lần, có giá trị, hoặc bỏ hẳn.",
    "bad.report": "Địa chỉ này cần “id” của một báo cáo; hãy mở báo cáo rồi tải về từ đó.",
}

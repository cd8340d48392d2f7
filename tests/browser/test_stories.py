"""What people come to do, each a sentence that one of them would say."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

pytestmark = pytest.mark.browser

OpenPage = Callable[..., Page]
NGHE_AN_2012 = "000_d8e5532c43022347"
either_way = pytest.mark.parametrize("scripts", [True, False], ids=["scripts on", "scripts off"])


def ask(page: Page, query: str) -> None:
    box = page.get_by_label("Tìm trong các báo cáo")
    box.fill(query)
    box.press("Enter")
    expect(page.get_by_label("Tìm trong các báo cáo")).to_have_value(query)


def first_title(page: Page) -> Locator:
    return page.locator(".hit").first.get_by_role("heading").get_by_role("link")


@either_way
def test_tôi_gõ_không_dấu_lọc_nghệ_an_mở_báo_cáo_2012_nhảy_đến_lần_nhắc_thứ_ba_và_chép_trích_dẫn(
    open_page: OpenPage, scripts: bool
) -> None:
    page = open_page("/", java_script_enabled=scripts, permissions=["clipboard-read", "clipboard-write"])
    ask(page, "hoi nghi tong ket")
    page.locator(".filters").get_by_role("link", name="Nghệ An").click()
    page.locator(".hit", has_text="năm 2012").first.get_by_role("heading").get_by_role("link").click()
    page.wait_for_url("**/reports/**")
    third = page.locator("mark#m3")
    if scripts:
        for _ in range(3):
            page.keyboard.press("n")
        expect(page.locator("[data-position]")).to_have_text(re.compile("^Vị trí 3/"))
    else:
        page.locator(".passages a").nth(2).click()
    expect(page.locator("mark:target")).to_have_id("m3")
    expect(third).to_be_in_viewport()
    cited = page.locator("[data-cited]")
    expect(cited).to_contain_text("Sở TT&TT Nghệ An (2012), “Sở TT&TT Nghệ An tổng kết công tác năm 2012")
    expect(cited).to_contain_text("đăng ngày 18/12/2012")
    if scripts:
        page.get_by_role("button", name="Chép trích dẫn").click()
        expect(page.get_by_text("Đã chép.")).to_be_visible()
        assert page.evaluate("navigator.clipboard.readText()") == cited.inner_text()


@either_way
def test_tôi_chọn_hai_báo_cáo_và_tải_các_đoạn_về_word_cùng_bảng_kết_quả(
    open_page: OpenPage, scripts: bool
) -> None:
    page = open_page("/?q=h%E1%BB%99i+ngh%E1%BB%8B", java_script_enabled=scripts)
    for hit in page.locator(".hit").all()[:2]:
        hit.get_by_label("Chọn").check()
    with page.expect_download() as document:
        page.get_by_role("button", name="Tải các đoạn của những báo cáo đã chọn").click()
    assert document.value.suggested_filename.endswith(".docx")
    assert document.value.path().read_bytes().startswith(b"PK")
    with page.expect_download() as table:
        page.get_by_role("link", name="Bảng kết quả").click()
    data = table.value.path().read_bytes()
    assert data.startswith(b"\xef\xbb\xbf")
    assert len(data.decode("utf-8-sig").split("\r\n")) == 7, "a heading, five reports and the end"


@either_way
def test_tôi_quên_bật_bộ_gõ_mà_vẫn_tìm_thấy_và_biết_máy_đã_hiểu_thế_nào(
    open_page: OpenPage, scripts: bool
) -> None:
    page = open_page("/", java_script_enabled=scripts)
    ask(page, "hooij nghij toongr keets")
    expect(page.locator(".understood").first).to_contain_text("Hiểu là: hội nghị tổng kết")
    expect(page.locator(".understood").first).to_contain_text("bạn gõ Telex/VNI")
    expect(page.locator(".hit mark").first).to_be_visible()


@either_way
def test_tôi_chỉ_nhớ_một_con_số_và_muốn_đứng_đúng_dòng_có_số_ấy(open_page: OpenPage, scripts: bool) -> None:
    page = open_page("/", java_script_enabled=scripts)
    ask(page, "3.808,3")
    page.get_by_role("link", name="xem trong báo cáo").first.click()
    mark = page.locator("mark:target")
    expect(mark).to_have_text("3808,3")
    expect(mark).to_be_in_viewport()


@either_way
def test_tôi_gõ_sai_một_chữ_máy_hỏi_lại_và_tôi_bấm_vào(open_page: OpenPage, scripts: bool) -> None:
    page = open_page("/", java_script_enabled=scripts)
    ask(page, "hội nhgị tổng kết")
    page.get_by_text("Có phải bạn muốn tìm:").get_by_role("link", name="hội nghị tổng kết").click()
    expect(page.get_by_label("Tìm trong các báo cáo")).to_have_value("hội nghị tổng kết")
    expect(first_title(page)).to_be_visible()


@either_way
def test_tôi_gõ_chữ_viết_tắt_thấy_cả_tên_đầy_đủ_rồi_tắt_phần_ấy(open_page: OpenPage, scripts: bool) -> None:
    page = open_page("/", java_script_enabled=scripts)
    ask(page, "UBND tỉnh")
    said = page.locator(".understood").get_by_text("ủy ban nhân dân", exact=False)
    expect(said.first).to_be_visible()
    page.locator(".understood").get_by_role("link", name=re.compile("^Tắt")).click()
    expect(said).to_have_count(0)
    expect(page.get_by_text("Đang tắt: chữ viết tắt")).to_be_visible()


@either_way
def test_tôi_chép_nguyên_một_câu_vào_ngoặc_kép_và_chỉ_câu_ấy_được_đánh_dấu(
    open_page: OpenPage, scripts: bool
) -> None:
    page = open_page("/", java_script_enabled=scripts)
    ask(page, '"hạ tầng kỹ thuật"')
    expect(page.locator(".hit")).to_have_count(1)
    texts = page.locator(".passage mark").all_inner_texts()
    assert texts
    assert {text.casefold() for text in texts} == {"hạ tầng kỹ thuật"}


@either_way
def test_tôi_nhìn_biểu_đồ_chọn_hai_năm_rồi_bỏ_một_năm(open_page: OpenPage, scripts: bool) -> None:
    page = open_page("/?q=h%E1%BB%99i+ngh%E1%BB%8B", java_script_enabled=scripts)
    years = page.get_by_role("group", name="Số báo cáo theo năm")
    years.get_by_role("link", name="năm 2012").click()
    expect(page.locator(".hit")).to_have_count(2)
    years.get_by_role("link", name="năm 2009").click()
    expect(page.locator(".hit")).to_have_count(3)
    chips = page.get_by_role("navigation", name="Đang lọc")
    chips.get_by_role("link", name="năm 2012").click()
    expect(page.locator(".hit")).to_have_count(1)
    expect(chips.get_by_role("link")).to_have_count(1)


@either_way
def test_tôi_tìm_những_buổi_có_một_vị_lãnh_đạo_dự(open_page: OpenPage, scripts: bool) -> None:
    page = open_page("/?q=h%E1%BB%99i+ngh%E1%BB%8B", java_script_enabled=scripts)
    people = page.locator("details.facet", has_text="Người")
    people.locator("summary").first.click()
    people.get_by_role("link", name="Hồ Quang Thành").click()
    expect(page.locator(".hit")).to_have_count(2)
    first_title(page).click()
    expect(page.get_by_role("article")).to_contain_text("Hồ Quang Thành")


@either_way
def test_tôi_mở_trên_điện_thoại_và_lọc_bằng_ngón_tay(open_page: OpenPage, scripts: bool) -> None:
    page = open_page(
        "/?q=h%E1%BB%99i+ngh%E1%BB%8B",
        java_script_enabled=scripts,
        viewport={"width": 360, "height": 740},
        has_touch=True,
        is_mobile=True,
    )
    page.get_by_role("link", name="Lọc: tỉnh, năm, loại").tap()
    kind = page.locator(".filters").get_by_role("link", name="sơ kết")
    expect(kind).to_be_visible()
    assert (kind.bounding_box() or {"height": 0})["height"] >= 32
    kind.tap()
    expect(page.get_by_role("navigation", name="Đang lọc")).to_contain_text("sơ kết")
    expect(kind).to_be_hidden()
    expect(page.locator(".hit")).to_have_count(2)


@either_way
def test_tôi_không_thấy_gì_trang_chỉ_cách_và_tôi_bấm_một_ví_dụ(open_page: OpenPage, scripts: bool) -> None:
    page = open_page("/", java_script_enabled=scripts)
    ask(page, "zzzz qqqq")
    expect(page.get_by_role("heading", name="Không tìm thấy báo cáo nào")).to_be_visible()
    page.locator(".tips a").first.click()
    expect(first_title(page)).to_be_visible()


@either_way
def test_i_read_english_and_the_site_goes_on_in_english(open_page: OpenPage, scripts: bool) -> None:
    page = open_page("/", java_script_enabled=scripts, locale="en-US")
    page.get_by_role("link", name="In English").click()
    page.get_by_label("Search the reports").fill("nghe an 2012")
    page.get_by_role("button", name="Search").click()
    expect(page.get_by_text("Understood as:").first).to_be_visible()
    first_title(page).click()
    expect(page.get_by_role("heading", name="About this report")).to_be_visible()
    expect(page.locator("html")).to_have_attribute("lang", "en")


@either_way
def test_tôi_không_biết_gõ_thế_nào_nên_xem_cách_tìm_và_bấm_thử(open_page: OpenPage, scripts: bool) -> None:
    page = open_page("/", java_script_enabled=scripts)
    page.get_by_role("link", name="Cách tìm").click()
    page.get_by_role("link", name='tỉnh:"Nghệ An"').click()
    expect(page.locator(".hit")).to_have_count(2)
    for facts in page.locator(".hit .facts").all_inner_texts():
        assert facts.startswith("Nghệ An")


def test_tôi_tìm_lại_điều_đã_tìm_hôm_trước_và_xóa_đi_khi_không_cần(open_page: OpenPage) -> None:
    page = open_page("/")
    ask(page, "bưu điện văn hóa xã")
    page.get_by_role("link", name="tìm báo cáo, về trang đầu").click()
    recent = page.get_by_role("region", name="Tìm gần đây")
    recent.get_by_role("link", name="bưu điện văn hóa xã").click()
    expect(first_title(page)).to_be_visible()
    page.go_back()
    recent.get_by_role("button", name="Xóa").click()
    expect(recent).to_have_count(0)
    assert page.evaluate("localStorage.getItem('recent')") == "[]"

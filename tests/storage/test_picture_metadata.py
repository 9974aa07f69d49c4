"""Picture files that explain themselves: byte by byte, and as other programs read them."""

import io
import json
import shutil
import struct
import subprocess
import zlib
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace
from PIL import Image, PngImagePlugin

from studio.core.errors import StorageError
from studio.core.records import PictureMetadata
from studio.storage.picture_metadata import DAMAGED, NO_ROOM, read_metadata, with_metadata

FORMATS = ("PNG", "JPEG", "WEBP", "WEBP lossless", "PNG alpha", "WEBP alpha", "PNG palette")
FULL = PictureMetadata(
    prompt='A lighthouse at "night" <&> 灯台 🌊\nsecond line',
    negative="blurry ]]> text",
    model_id="openai/gpt-image-1",
    connection_name="DGrid & co",
    parameters={"seed": 7, "quality": "high", "nested": {"a": [1, 2.5, None, True]}},
    parents=("ab" * 32, "0c" * 32),
    made_at=datetime(2026, 11, 26, 7, 0, 5, 250_000, tzinfo=timezone(timedelta(hours=2))),
    app_version="1.2",
)


def picture(kind: str = "PNG", size: tuple[int, int] = (33, 17), **options: Any) -> bytes:
    name, _, variant = kind.partition(" ")
    image = Image.linear_gradient("L").resize(size).convert("RGB")
    if variant == "alpha":
        image.putalpha(Image.radial_gradient("L").resize(size))
    elif variant == "palette":
        image = image.convert("P")
    out = io.BytesIO()
    image.save(out, name, lossless=variant in {"lossless", "alpha"}, **options)
    return out.getvalue()


def pixels(data: bytes) -> tuple[str, tuple[int, int], bytes]:
    with Image.open(io.BytesIO(data)) as image:
        return image.mode, image.size, image.convert("RGBA").tobytes()


def opened(data: bytes) -> Image.Image:
    image = Image.open(io.BytesIO(data))
    image.load()
    return image


@pytest.mark.parametrize("kind", FORMATS)
def test_all_comes_back_and_no_pixel_changes(kind: str) -> None:
    plain = picture(kind)
    told = with_metadata(plain, FULL)
    assert told != plain
    assert read_metadata(told) == FULL
    assert pixels(told) == pixels(plain)
    assert opened(told).getexif().get(0x0112) is None  # nothing turns the picture


@pytest.mark.parametrize("kind", FORMATS)
def test_the_encoded_pixels_are_the_same_bytes(kind: str) -> None:
    plain = picture(kind)
    told = with_metadata(plain, FULL)
    name = kind.partition(" ")[0]

    def encoded(data: bytes) -> bytes:
        if name == "PNG":
            return data[data.index(b"IDAT") : data.index(b"IEND")]
        if name == "JPEG":
            return data[data.index(b"\xff\xda") :]
        at = data.index(b"VP8L" if b"VP8L" in data else b"VP8 ")
        return data[at : at + 8 + int.from_bytes(data[at + 4 : at + 8], "little")]

    assert encoded(plain) == encoded(told)


@pytest.mark.parametrize("kind", FORMATS)
def test_writing_twice_replaces(kind: str) -> None:
    once = with_metadata(picture(kind), FULL)
    assert with_metadata(once, FULL) == once
    other = replace(FULL, prompt="A dune", parents=())
    again = with_metadata(once, other)
    assert again == with_metadata(picture(kind), other)
    assert read_metadata(again) == other


@pytest.mark.parametrize("kind", FORMATS)
def test_with_nothing_to_tell_the_bytes_stay(kind: str) -> None:
    plain = picture(kind)
    assert with_metadata(plain, PictureMetadata(app_version="1", made_at=FULL.made_at)) is plain


def test_pillow_reads_the_texts() -> None:
    image = opened(with_metadata(picture("PNG"), FULL))
    assert isinstance(image, PngImagePlugin.PngImageFile)
    assert image.text["Description"] == FULL.prompt
    assert image.text["Software"] == "DGrid Studio 1.2"
    assert image.text["Creation Time"] == "Thu, 26 Nov 2026 07:00:05 +0200"
    lines = image.text["parameters"].split("\n")
    assert lines[2] == f"Negative prompt: {FULL.negative}"
    assert lines[3].startswith("Seed: 7, Quality: high")
    assert lines[3].endswith("Size: 33x17, Model: openai/gpt-image-1, Version: DGrid Studio 1.2")
    for kind in ("JPEG", "WEBP"):
        exif = opened(with_metadata(picture(kind), FULL)).getexif()
        assert exif[0x0131] == "DGrid Studio 1.2"
        assert exif[0x0132] == "2026:11:26 07:00:05"
        assert exif.get_ifd(0x8769)[0x9011] == "+02:00"


@pytest.mark.skipif(shutil.which("exiftool") is None, reason="exiftool is not installed")
@pytest.mark.parametrize("kind", FORMATS)
def test_exiftool_reads_it_without_a_warning(kind: str, tmp_path: Path) -> None:
    path = tmp_path / f"told.{kind.partition(' ')[0].lower()}"
    path.write_bytes(with_metadata(picture(kind), FULL))
    done = subprocess.run(
        ["exiftool", "-json", "-G1", "-struct", "-charset", "filename=utf8", str(path)],
        capture_output=True, check=True,
    )  # fmt: skip
    said = json.loads(done.stdout)[0]
    assert not [name for name in said if "Warning" in name or "Error" in name]
    assert said["XMP-dgrid:Prompt"] == FULL.prompt
    assert said["XMP-dgrid:NegativePrompt"] == FULL.negative
    assert said["XMP-dgrid:Model"] == "openai/gpt-image-1"
    assert said["XMP-dgrid:Connection"] == "DGrid & co"
    assert json.loads(said["XMP-dgrid:Parameters"]) == FULL.parameters
    assert said["XMP-dgrid:Parents"] == list(FULL.parents)
    assert said["XMP-dc:Description"] == FULL.prompt
    assert said["XMP-xmp:CreateDate"] == "2026:11:26 07:00:05+02:00"
    assert said["XMP-iptcExt:DigitalSourceType"].endswith("/trainedAlgorithmicMedia")
    if kind.startswith("PNG"):
        assert said["PNG:Description"] == FULL.prompt
        assert said["PNG:CreationTime"] == "2026:11:26 07:00:05+02:00"
    else:
        assert said["IFD0:ImageDescription"] == FULL.prompt
        assert said["ExifIFD:UserComment"].startswith(FULL.prompt)
        assert said["ExifIFD:DateTimeOriginal"] == "2026:11:26 07:00:05"


@settings(max_examples=60, deadline=None)
@given(
    st.text(st.characters(), min_size=1, max_size=60),
    st.text(st.characters(), max_size=20),
    st.dictionaries(
        st.text(max_size=5),
        st.one_of(st.none(), st.booleans(), st.integers(), st.text(), st.floats()),
    ),
    st.sampled_from(("PNG", "JPEG", "WEBP")),
)  # fmt: skip
def test_any_text_can_be_written_and_read(
    prompt: str, negative: str, parameters: dict[str, Any], kind: str
) -> None:
    told = replace(FULL, prompt=prompt, negative=negative, parameters=parameters)
    data = with_metadata(picture(kind), told)
    found = read_metadata(data)
    assert found is not None

    def kept(text: str) -> str:
        normal = text.replace("\r\n", "\n").replace("\r", "\n")
        # Halves of characters and control characters have no place in XML.
        return "".join(
            each for each in normal
            if each in "\t\n" or (each >= " " and not "\ud800" <= each <= "\udfff")
        ).translate({0xFFFE: None, 0xFFFF: None})  # fmt: skip

    assert found.prompt == kept(prompt)
    assert found.negative == kept(negative)
    assert found.model_id == FULL.model_id
    opened(data).close()


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
@pytest.mark.parametrize("letter", ["a", "灯", "🌊", "&"])
def test_a_prompt_of_100_kb_is_kept_or_cut_where_there_is_no_room(kind: str, letter: str) -> None:
    prompt = letter * (100_000 // len(letter.encode()))
    plain = picture(kind)
    data = with_metadata(plain, replace(FULL, prompt=prompt))
    found = read_metadata(data)
    assert found is not None
    if kind == "JPEG":
        assert found.prompt.endswith("…")
        assert len(found.prompt.encode()) >= 7_000
        assert set(found.prompt[:-1]) == {letter}
    else:
        assert found.prompt == prompt
    assert (found.model_id, found.parents) == (FULL.model_id, FULL.parents)
    assert pixels(data) == pixels(plain)


def test_keys_and_bulk_in_parameters_stay_out() -> None:
    told = replace(FULL, parameters={"seed": 1, "auth": "Bearer abc123def456", "image": "A" * 5000})
    data = with_metadata(picture("PNG"), told)
    assert b"abc123def456" not in data
    assert b"AAAAAA" not in data
    assert read_metadata(data).parameters == {"seed": 1, "auth": "Bearer […]"}  # type: ignore[union-attr]


# What others wrote

FOREIGN_XMP = (
    b'<?xpacket begin="\xef\xbb\xbf" id="W5M0MpCehiHzreSzNTczkc9d"?>'
    b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF '
    b'xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about="" '
    b'xmlns:photoshop="http://ns.adobe.com/photoshop/1.0/" '
    b'xmlns:xmp="http://ns.adobe.com/xap/1.0/" photoshop:Credit="Made with Example AI" '
    b'xmp:CreatorTool="Example"/></rdf:RDF></x:xmpmeta><?xpacket end="w"?>'
)


def with_foreign_xmp(kind: str) -> bytes:
    if kind == "PNG":
        info = PngImagePlugin.PngInfo()
        info.add_itxt("XML:com.adobe.xmp", FOREIGN_XMP.decode())
        info.add_text("Author", "somebody")
        return picture("PNG", pnginfo=info)
    return picture(kind, xmp=FOREIGN_XMP)


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
def test_what_others_wrote_stays(kind: str) -> None:
    data = with_metadata(with_metadata(with_foreign_xmp(kind), FULL), FULL)
    assert read_metadata(data) == FULL
    assert data.count(b"Made with Example AI") == 1
    assert data.count(b"CreatorTool") == 1
    assert data.count(b"<dgrid:Prompt>") == 1
    if kind == "PNG":
        assert opened(data).text["Author"] == "somebody"  # type: ignore[attr-defined]


@pytest.mark.parametrize("kind", ["JPEG", "WEBP"])
def test_the_exif_of_a_camera_stays_and_turns_the_picture_as_before(kind: str) -> None:
    exif = Image.Exif()
    exif[0x0112], exif[0x010F] = 6, "Camera"
    data = with_metadata(picture(kind, exif=exif), FULL)
    found = opened(data).getexif()
    assert (found[0x0112], found[0x010F]) == (6, "Camera")
    assert read_metadata(data) == FULL


def test_profiles_and_animations_stay() -> None:
    frames = [Image.new("RGB", (8, 8), color) for color in ("red", "green", "blue")]
    for name in ("PNG", "WEBP"):
        out = io.BytesIO()
        frames[0].save(out, name, save_all=True, append_images=frames[1:], icc_profile=b"profile!")
        image = opened(with_metadata(out.getvalue(), FULL))
        assert image.n_frames == 3  # type: ignore[attr-defined]
        assert image.info["icc_profile"] == b"profile!"
        image.seek(2)
        assert image.convert("RGB").getpixel((4, 4))[2] > 200  # type: ignore[index]


def png_with(**texts: str) -> bytes:
    info = PngImagePlugin.PngInfo()
    for keyword, text in texts.items():
        info.add_text(keyword.replace("_", "-") if keyword == "sd_metadata" else keyword, text)
    return picture("PNG", pnginfo=info)


A1111 = (
    "a castle, (detailed:1.2)\nin fog\nNegative prompt: people, cars\nSteps: 20, Sampler: Euler a, "
    "CFG scale: 7, Seed: 123, Size: 512x512, Model: sdxl"
)
COMFY = {
    "3": {"class_type": "KSampler", "inputs": {"positive": ["6", 0], "negative": ["7", 0]}},
    "6": {"class_type": "CLIPTextEncode", "inputs": {"text": ["9", 0], "clip": ["4", 1]}},
    "7": {"class_type": "CLIPTextEncode", "inputs": {"text": "ugly", "clip": ["4", 1]}},
    "9": {"class_type": "StringConstant", "inputs": {"string": "a red fox"}},
    "4": {"class_type": "CheckpointLoaderSimple", "inputs": {"ckpt_name": "x.safetensors"}},
}


@pytest.mark.parametrize(
    ("data", "prompt", "negative"),
    [
        (png_with(parameters=A1111), "a castle, (detailed:1.2)\nin fog", "people, cars"),
        (
            png_with(invokeai_metadata='{"positive_prompt": "a boat", "negative_prompt": "sea"}'),
            "a boat", "sea",
        ),
        (
            png_with(sd_metadata='{"image": {"prompt": [{"prompt": "a hill", "weight": 1}]}}'),
            "a hill", "",
        ),
        (png_with(prompt=json.dumps(COMFY), workflow="{}"), "a red fox", "ugly"),
    ],
)  # fmt: skip
def test_prompts_of_other_programs(data: bytes, prompt: str, negative: str) -> None:
    assert read_metadata(data) == PictureMetadata(prompt=prompt, negative=negative)


@pytest.mark.parametrize("encoding", ["utf-16-be", "utf-16-le"])
@pytest.mark.parametrize("kind", ["JPEG", "WEBP"])
def test_the_prompt_in_a_comment(kind: str, encoding: str) -> None:
    exif = Image.Exif()
    exif.get_ifd(0x8769)[0x9286] = b"UNICODE\0" + A1111.encode(encoding)
    found = read_metadata(picture(kind, exif=exif))
    assert found == PictureMetadata("a castle, (detailed:1.2)\nin fog", "people, cars")


@pytest.mark.parametrize("kind", FORMATS)
def test_a_picture_of_nobody_says_nothing(kind: str) -> None:
    assert read_metadata(picture(kind)) is None


def test_a_graph_that_goes_round_ends() -> None:
    graph = {"1": {"class_type": "KSampler", "inputs": {"positive": ["2", 0]}},
             "2": {"inputs": {"a": ["3", 0]}}, "3": {"inputs": {"a": ["2", 0]}}}  # fmt: skip
    assert read_metadata(png_with(prompt=json.dumps(graph))) is None
    assert read_metadata(png_with(prompt="[" * 100_000)) is None


# Hostile files


def attempt(data: bytes) -> tuple[bytes, str | None]:
    """The file told about itself, or the code of its refusal."""
    try:
        return with_metadata(data, FULL), None
    except StorageError as exc:
        return b"", exc.code


def code_of(data: bytes) -> str | None:
    with pytest.raises(StorageError) as caught:
        with_metadata(data, FULL)
    return caught.value.code


@pytest.mark.parametrize("kind", FORMATS)
def test_cut_off_files_are_refused_or_come_through_whole(kind: str) -> None:
    plain = picture(kind)
    refused = 0
    for length in range(len(plain)):
        piece = plain[:length]
        read_metadata(piece)
        told, code = attempt(piece)
        if code is not None:
            assert code in {DAMAGED, NO_ROOM}
            refused += 1
        else:
            # Only in the pixels of a JPEG there is no telling; nothing of them is lost.
            assert kind == "JPEG" or kind.startswith("WEBP")
            assert told.endswith(piece[-8:]) or kind != "JPEG"
    assert refused > 20
    assert code_of(plain[:40]) in {DAMAGED, NO_ROOM}


@pytest.mark.parametrize("data", [b"", b"x", b"GIF89a" + bytes(20), b"%PDF-1.7", b"<svg/>"])
def test_other_files_have_no_room(data: bytes) -> None:
    assert code_of(data) == NO_ROOM
    assert read_metadata(data) is None


def chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def test_a_text_that_unpacks_to_gigabytes_is_read_in_part() -> None:
    plain = picture("PNG")
    bomb = zlib.compress(bytes(200_000_000), 9)
    data = plain[:33] + chunk(b"zTXt", b"parameters\0\0" + bomb) + plain[33:]
    assert read_metadata(data) is None
    assert pixels(with_metadata(data, FULL)) == pixels(plain)


def test_a_packet_with_entities_is_not_unfolded() -> None:
    laughs = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]>'
    packet = laughs + '<x xmlns:d="urn:dgrid-studio:picture:1/"><d:Prompt>&b;</d:Prompt></x>'
    info = PngImagePlugin.PngInfo()
    info.add_itxt("XML:com.adobe.xmp", packet)
    data = picture("PNG", pnginfo=info)
    assert read_metadata(data) is None
    assert read_metadata(with_metadata(data, FULL)) == FULL


def test_lies_about_lengths_are_refused() -> None:
    plain = picture("PNG")
    assert code_of(plain[:33] + b"\xff\xff\xff\xff" + plain[37:]) == DAMAGED
    assert code_of(plain[:8] + chunk(b"IDAT", b"") + plain[8:]) == DAMAGED
    assert code_of(b"\xff\xd8\xff\xe1\0\0" + bytes(20)) == DAMAGED
    assert code_of(b"\xff\xd8\xff\xe1\0\1" + bytes(20)) == DAMAGED
    assert code_of(b"\xff\xd8\xff\xd9" + bytes(20)) == DAMAGED
    webp = picture("WEBP")
    assert code_of(webp[:16] + b"\xff\xff\xff\x7f" + webp[20:]) == DAMAGED
    assert code_of(b"RIFF\x04\0\0\0WEBP" + bytes(20)) in {DAMAGED, NO_ROOM}


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.sampled_from(("PNG", "JPEG", "WEBP")), st.data())
def test_damage_anywhere_is_survived(kind: str, data: st.DataObject) -> None:
    raw = bytearray(with_metadata(picture(kind), FULL))
    for at in data.draw(st.lists(st.integers(0, len(raw) - 1), min_size=1, max_size=6)):
        raw[at] = data.draw(st.integers(0, 255))
    read_metadata(bytes(raw))
    assert attempt(bytes(raw))[1] in {None, DAMAGED, NO_ROOM}

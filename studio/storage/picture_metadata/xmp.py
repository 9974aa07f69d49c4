"""XMP packets: made, joined with one that is there already, and read.

Source: XMP specification part 1 (ISO 16684-1); IPTC photo metadata 2025.1 for the fields about
generated media.
"""

import json
import re
from datetime import datetime
from html import escape
from typing import TYPE_CHECKING, Any

from studio.core.records import PictureMetadata
from studio.storage.picture_metadata.parts import MAX_PACKET_BYTES
from studio.storage.picture_metadata.texts import clean, cut, plain_parameters, software

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

OURS = "urn:dgrid-studio:picture:1/"
_RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
_DC = "http://purl.org/dc/elements/1.1/"
_XMP = "http://ns.adobe.com/xap/1.0/"
_IPTC = "http://iptc.org/std/Iptc4xmpExt/2008-02-29/"
_GENERATED = "http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia"
_OPENING = f'<rdf:Description rdf:about="" xmlns:dgrid="{OURS}"'
_OUR_BLOCK = re.compile(re.escape(_OPENING) + r".*?</rdf:Description>\n?", re.DOTALL)
_PACKET = (
    '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>\n'
    '<x:xmpmeta xmlns:x="adobe:ns:meta/">\n'
    f'<rdf:RDF xmlns:rdf="{_RDF}">\n'
    "{block}"
    '</rdf:RDF>\n</x:xmpmeta>\n<?xpacket end="w"?>'
)
_SHOWN_BYTES = 4000
_MOST_PARENTS = 64
_SHA256 = re.compile("[0-9a-f]{64}")


def make_xmp(metadata: PictureMetadata, foreign: bytes, most_bytes: int) -> bytes:
    """The packet for a picture.

    Args:
        foreign: the packet that is there already, or b"". What others wrote stays in it.
        most_bytes: of the prompt; a longer one is cut.
    """
    text = _text_of(foreign)
    root = _parsed(text) if text else None
    known = _names_in(root) if root is not None else set()
    block = _block(metadata, known, most_bytes)
    closing = text.rfind("</rdf:RDF>")
    if root is None or closing < 0 or f'xmlns:rdf="{_RDF}"' not in text:
        return _PACKET.format(block=_block(metadata, set(), most_bytes)).encode()
    return (text[:closing] + block + text[closing:]).encode()


def read_xmp(packet: bytes) -> PictureMetadata | None:
    """What a packet of the studio says; None when it is another program's, or broken."""
    text = packet.decode("utf-8", "replace") if len(packet) <= MAX_PACKET_BYTES else ""
    root = _parsed(text) if OURS in text else None
    if root is None:
        return None
    said = {
        each.tag.removeprefix(f"{{{OURS}}}"): each
        for each in root.iter()
        if isinstance(each.tag, str) and each.tag.startswith(f"{{{OURS}}}")
    }

    def words(name: str) -> str:
        return (said[name].text or "") if name in said else ""

    parents = said["Parents"].iter(f"{{{_RDF}}}li") if "Parents" in said else ()
    return PictureMetadata(
        prompt=words("Prompt"),
        negative=words("NegativePrompt"),
        model_id=words("Model") or None,
        connection_name=words("Connection"),
        parameters=_parameters(words("Parameters")),
        parents=tuple(each.text for each in parents if each.text and _SHA256.fullmatch(each.text))[
            :_MOST_PARENTS
        ],
        made_at=_moment(words("MadeAt")),
        app_version=words("Version"),
    )


def foreign_prompt(packet: bytes) -> str:
    """The prompt that another program left in the field that IPTC has for it."""
    root = _parsed(_text_of(packet)) if b"AIPromptInformation" in packet else None
    if root is None:
        return ""
    name = f"{{{_IPTC}}}AIPromptInformation"
    found = [each.text or "" for each in root.iter(name)]
    found += [each.attrib[name] for each in root.iter() if name in each.attrib]
    return found[0].strip() if found else ""


def _block(metadata: PictureMetadata, known: set[str], most_bytes: int) -> str:
    """Our properties; of the common ones those that nobody has set yet."""
    prompt = clean(metadata.prompt)
    moment = metadata.made_at.isoformat(timespec="seconds") if metadata.made_at else ""
    model = clean(metadata.model_id or "")
    parameters = plain_parameters(metadata.parameters)
    own = {
        "Prompt": cut(prompt, most_bytes),
        "NegativePrompt": cut(clean(metadata.negative), most_bytes),
        "Model": model,
        "Connection": clean(metadata.connection_name),
        "Parameters": json.dumps(parameters, ensure_ascii=False) if parameters else "",
        "MadeAt": metadata.made_at.isoformat() if metadata.made_at else "",
        "Version": clean(metadata.app_version) or "0",
    }
    lines = [
        f"<dgrid:{name}>{escape(value, quote=False)}</dgrid:{name}>"
        for name, value in own.items()
        if value
    ]
    parents = [each for each in metadata.parents if _SHA256.fullmatch(each)][:_MOST_PARENTS]
    if parents:
        items = "".join(f"<rdf:li>{each}</rdf:li>" for each in parents)
        lines.append(f"<dgrid:Parents><rdf:Bag>{items}</rdf:Bag></dgrid:Parents>")
    shown = escape(cut(prompt, _SHOWN_BYTES), quote=False)
    program = escape(software(metadata), quote=False)
    common = {
        f"{{{_DC}}}description": shown
        and '<dc:description><rdf:Alt><rdf:li xml:lang="x-default">'
        f"{shown}</rdf:li></rdf:Alt></dc:description>",
        f"{{{_XMP}}}CreatorTool": f"<xmp:CreatorTool>{program}</xmp:CreatorTool>",
        f"{{{_XMP}}}CreateDate": moment and f"<xmp:CreateDate>{moment}</xmp:CreateDate>",
        f"{{{_IPTC}}}DigitalSourceType": model
        and f"<Iptc4xmpExt:DigitalSourceType>{_GENERATED}</Iptc4xmpExt:DigitalSourceType>",
        f"{{{_IPTC}}}AISystemUsed": model
        and f"<Iptc4xmpExt:AISystemUsed>{escape(model, quote=False)}</Iptc4xmpExt:AISystemUsed>",
    }
    lines += [line for name, line in common.items() if line and name not in known]
    spaces = f' xmlns:dc="{_DC}" xmlns:xmp="{_XMP}" xmlns:Iptc4xmpExt="{_IPTC}">'
    return "\n".join([_OPENING + spaces, *lines, "</rdf:Description>\n"])


def _text_of(foreign: bytes) -> str:
    """A packet as text without what the studio wrote into it earlier; "" when it can't be used."""
    if not foreign or len(foreign) > MAX_PACKET_BYTES:
        return ""
    try:
        return _OUR_BLOCK.sub("", foreign.decode("utf-8"))
    except UnicodeDecodeError:
        return ""


def _parsed(text: str) -> "Element | None":
    """The XML of a packet; None when it is none, or has a DTD (which XMP never has)."""
    from xml.etree.ElementTree import ParseError, fromstring

    if re.search(r"<!(DOCTYPE|ENTITY)", text, re.IGNORECASE):
        return None
    try:
        return fromstring(text.strip("\ufeff\0 \r\n\t"))
    except (ParseError, ValueError, RecursionError):
        return None


def _names_in(root: "Element") -> set[str]:
    """Names of all elements and attributes."""
    found: set[str] = set()
    for each in root.iter():
        found.add(str(each.tag))
        found.update(each.attrib)
    return found


def _parameters(text: str) -> dict[str, Any]:
    try:
        value = json.loads(text) if text else {}
    except (ValueError, RecursionError):
        return {}
    return value if isinstance(value, dict) else {}


def _moment(text: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(text) if text else None
    except ValueError:
        return None
    return moment if moment is not None and moment.tzinfo is not None else None

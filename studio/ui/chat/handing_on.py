"""Handing on what is in the transcript: into the box, to the web, to a folder, in one format."""

from collections.abc import Callable
from urllib.parse import quote_plus

from PySide6.QtCore import QLocale, QObject, Qt, QUrl
from PySide6.QtGui import QDesktopServices, QGuiApplication

from studio.core.messages import Attachment
from studio.core.parts import ImagePart
from studio.core.picture_facts import facts_of_reply
from studio.services.images import ImageLibrary
from studio.ui.chat.composer import Composer
from studio.ui.chat.link_popup import LinkPopup
from studio.ui.transcript.copying.clips import Clip
from studio.ui.transcript.copying.of_message import clips_of_message, image_clip
from studio.ui.transcript.item import MessageItem
from studio.ui.transcript.view import TranscriptView
from studio.ui.widgets import ToastStack
from studio.ui.widgets.message_edit import LONG_TEXT_CHARACTERS

SEARCH_ADDRESS = "https://duckduckgo.com/"
_MOST_SEARCHED_CHARS = 200


class HandingOn(QObject):
    """Carries out those actions of a transcript that give something to someone else."""

    def __init__(
        self,
        *,
        images: ImageLibrary,
        composer: Composer,
        links: LinkPopup,
        toasts: ToastStack,
        view: TranscriptView,
    ) -> None:
        super().__init__(view)
        self._images = images
        self._composer = composer
        self._links = links
        self._toasts = toasts
        self._view = view
        self._acts: dict[str, Callable[[MessageItem, str], None]] = {
            "quote": self._quote,
            "translate": self._translate,
            "search_web": self._search_web,
            "use_as_input": self._use_as_input,
            "show_in_folder": self._show_in_folder,
            "copy_prompt": self._copy_prompt,
            "copy_as_markdown": self._copy_as_markdown,
            "copy_as_plain": self._copy_as_plain,
            "copy_as_rich": self._copy_as_rich,
        }

    def run(self, action: str, message_id: str, target: str) -> None:
        """Carries out one action; an unknown one does nothing."""
        act, item = self._acts.get(action), self._view.item_of(message_id)
        if act is not None and item is not None:
            act(item, target)

    # Selected text

    def _quote(self, _item: MessageItem, text: str) -> None:
        lines = (f"> {line}".rstrip() for line in text.strip("\n").split("\n"))
        self._put_in_box("\n".join(lines) + "\n\n")

    def _translate(self, _item: MessageItem, text: str) -> None:
        language = QLocale().nativeLanguageName() or "English"
        prompt = self.tr("Translate into {language}:").format(language=language)
        self._put_in_box(f"{prompt}\n\n{text.strip()}")

    def _put_in_box(self, text: str) -> None:
        """Adds a text to what is typed; a very long one becomes an attachment."""
        edit = self._composer.edit
        if len(text) > LONG_TEXT_CHARACTERS:
            self._composer.attachments.add_text(text)
        else:
            typed = edit.toPlainText()
            apart = "" if not typed or typed.endswith("\n\n") else "\n\n"
            cursor = edit.textCursor()
            cursor.movePosition(cursor.MoveOperation.End)
            edit.setTextCursor(cursor)
            edit.insert_text(apart.removeprefix("\n" if typed.endswith("\n") else "") + text)
        edit.setFocus(Qt.FocusReason.OtherFocusReason)

    def _search_web(self, _item: MessageItem, text: str) -> None:
        """Nothing goes out before its address was shown and agreed to."""
        address = f"{SEARCH_ADDRESS}?q={quote_plus(_words(text))}"
        self._links.ask(address, self._view, self._view.acts.asked_at)

    # Images

    def _image(self, item: MessageItem, sha256: str) -> ImagePart | None:
        found = next(
            (p for p in item.parts() if isinstance(p, ImagePart) and p.blob.sha256 == sha256), None
        )
        if found is not None and not self._images.exists(found.blob):
            self._tell(self.tr("The image's file is missing"))
            return None
        return found

    def _use_as_input(self, item: MessageItem, sha256: str) -> None:
        part = self._image(item, sha256)
        if part is not None:
            name = image_clip(part, item.prompt).target
            self._composer.attachments.add_attachment(Attachment(part.blob, name))
            self._composer.edit.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show_in_folder(self, item: MessageItem, sha256: str) -> None:
        """A copy, alone in its folder: the library's own files have no names for people."""
        part = self._image(item, sha256)
        if part is None:
            return
        name = image_clip(part, item.prompt).target
        facts = facts_of_reply(item.row.message, item.question)
        path = self._images.named_copy(part.blob, name, facts)
        if path is None:
            self._tell(self.tr("The image can't be copied"))
        else:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(path.parent)))

    def _copy_prompt(self, item: MessageItem, _sha256: str) -> None:
        QGuiApplication.clipboard().setText(self._prompt_of(item))
        self._toasts.show_toast(self.tr("Prompt copied"))

    def _prompt_of(self, item: MessageItem) -> str:
        """The whole question before a reply (`item.prompt` is its beginning)."""
        parent = item.row.message.parent_id
        question = self._view.item_of(parent) if parent is not None else None
        return question.row.message.text if question is not None else item.prompt

    # Messages

    def _clips(self, item: MessageItem) -> list[Clip]:
        return clips_of_message(item.row.message, item.prompt)

    def _copy_as_markdown(self, item: MessageItem, _target: str) -> None:
        self._view.acts.copier.copy_markdown(self._clips(item))
        self._toasts.show_toast(self.tr("Copied as Markdown"))

    def _copy_as_plain(self, item: MessageItem, _target: str) -> None:
        self._view.acts.copier.copy_plain(self._clips(item))
        self._toasts.show_toast(self.tr("Copied as plain text"))

    def _copy_as_rich(self, item: MessageItem, _target: str) -> None:
        self._view.acts.copier.copy_rich(self._clips(item))
        self._toasts.show_toast(self.tr("Copied as rich text"))

    def _tell(self, text: str) -> None:
        self._toasts.show_toast(text, icon="circle-alert", token="danger")


def _words(text: str) -> str:
    """A selection as something to search for."""
    return " ".join(text.split())[:_MOST_SEARCHED_CHARS]

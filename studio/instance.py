"""One running studio per data folder; a second start raises the first."""

import sys
import time
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QLockFile, QObject, Signal

from studio.core.errors import StorageError

if TYPE_CHECKING:
    from PySide6.QtNetwork import QLocalServer, QLocalSocket

CONNECT_MS = 5000
START_S = 20  # a start takes half a second; on a machine that has no time, many
RETRY_S = 0.05


class SingleInstance(QObject):
    """Holds the lock of a data folder and listens for later starts.

    Signals:
        raise_requested: another start asked this one to come to the front.
    """

    raise_requested = Signal()

    def __init__(self, folder: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._lock = QLockFile(str(folder / "studio.lock"))
        # A lock whose process is gone is stale, however young it is; age alone says nothing.
        self._lock.setStaleLockTime(0)
        self._folder = folder
        self._server: QLocalServer | None = None

    def acquire(self) -> bool:
        """Whether this is the only studio on its folder now.

        Raises:
            StorageError: nothing can be written in the folder.
        """
        if self._lock.tryLock(0):
            return True
        if self._lock.error() is QLockFile.LockError.LockFailedError:
            return False
        raise StorageError("nothing can be written there", code="no_permission")

    def listen(self) -> None:
        """Answers later starts; called once the window is there."""
        from PySide6.QtNetwork import QLocalServer

        QLocalServer.removeServer(self._name)
        self._server = QLocalServer(self)
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        self._server.newConnection.connect(self._on_server_new_connection)
        self._server.listen(self._name)

    def ask_to_raise(self) -> bool:
        """Asks the running studio to come to the front; False when it does not answer."""
        from PySide6.QtNetwork import QLocalSocket

        socket = QLocalSocket()
        deadline_s = time.monotonic() + START_S
        # A studio that is still starting does not listen yet.
        while not self._reaches(socket):
            if time.monotonic() > deadline_s:
                return False
            time.sleep(RETRY_S)
        socket.write(b"raise\n")
        socket.waitForBytesWritten(CONNECT_MS)
        socket.waitForReadyRead(CONNECT_MS)
        return True

    @cached_property
    def _name(self) -> str:
        return _socket_name(self._folder)

    def _reaches(self, socket: "QLocalSocket") -> bool:
        socket.connectToServer(self._name)
        return socket.waitForConnected(CONNECT_MS)

    def close(self) -> None:
        """Lets the next start have the folder."""
        if self._server is not None:
            self._server.close()
            self._server = None
        self._lock.unlock()

    def _on_server_new_connection(self) -> None:
        assert self._server is not None
        socket = self._server.nextPendingConnection()
        if socket is not None:
            socket.write(b"ok\n")
            socket.disconnected.connect(socket.deleteLater)
            socket.disconnectFromServer()
            self.raise_requested.emit()


def _socket_name(folder: Path) -> str:
    import hashlib

    digest = hashlib.sha256(str(folder.resolve()).encode()).hexdigest()[:16]
    name = f"dgrid-studio-{digest}"
    if sys.platform == "win32":
        return name
    # In the data folder itself when the path is short enough for a socket (108 bytes).
    path = str(folder.resolve() / "studio.sock")
    return path if len(path.encode()) < 100 else name

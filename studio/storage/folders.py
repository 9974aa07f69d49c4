"""Where everything is kept."""

import os
from pathlib import Path

_APP_NAME = "dgrid-studio"


class DataFolders:
    """The places of all files of one person.

    Args:
        root: the one folder for everything (`--data-dir`); None: the platform's own folders.

    Attributes:
        database: the library file. images, logs, backups, cache: folders. settings: a file.
    """

    def __init__(self, root: Path | str | None = None) -> None:
        if root is None:
            from platformdirs import PlatformDirs

            own = PlatformDirs(_APP_NAME, appauthor=False)
            data, config = own.user_data_path, own.user_config_path
            logs, cache = own.user_log_path, own.user_cache_path
        else:
            data = config = Path(os.path.abspath(Path(root).expanduser()))
            logs, cache = data / "logs", data / "cache"
        self.root = data
        self.database = data / "library.db"
        self.images = data / "images"
        self.backups = data / "backups"
        self.settings = config / "settings.toml"
        self.logs = logs
        self.cache = cache

    def create(self) -> None:
        """Makes all folders, readable by this person alone where they are new.

        Raises:
            StorageError: a folder can't be made (`code` says why).
        """
        from studio.storage.file_faults import files_translated

        with files_translated():
            for folder in (
                self.root,
                self.settings.parent,
                self.images,
                self.backups,
                self.logs,
                self.cache,
            ):
                folder.mkdir(mode=0o700, parents=True, exist_ok=True)

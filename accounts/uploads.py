"""How uploaded files come in: a bound on each, and nothing readable left on the disk."""

import tempfile

from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, StopFutureHandlers

LIMIT = 20 * 1000 * 1000  # 20 MB, as phones and people count it
IN_MEMORY = 2 * 1024 * 1024


class BoundedUploadHandler(FileUploadHandler):
    """Keep each file up to LIMIT, in memory or in a file without a name, which vanishes with the request, also after a crash.

    What comes beyond LIMIT is counted and thrown away: the form sees the true size and says that it is too large.
    """

    def new_file(self, *args, **kwargs):
        super().new_file(*args, **kwargs)
        self.file = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115  it is closed with the request
        self.kept = 0
        raise StopFutureHandlers

    def receive_data_chunk(self, raw_data, start):
        if self.kept < LIMIT:
            self.kept += self.file.write(raw_data[: LIMIT - self.kept])

    def file_complete(self, file_size):
        self.file.seek(0)
        return UploadedFile(self.file, self.file_name, self.content_type, file_size, self.charset, self.content_type_extra)

    def upload_interrupted(self):
        if getattr(self, "file", None):
            self.file.close()

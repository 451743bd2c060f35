"""tuspy as somebody's program: uploads one file, told by JSON. See `uploading`."""

import json
import sys

from tusclient import client
from tusclient.exceptions import TusCommunicationError
from tusclient.request import TusRequest
from tusclient.storage.filestorage import FileStorage
from tusclient.uploader import uploader


class Announced(TusRequest):
    """tuspy's own request, which is sent when it may."""

    waits = True

    def perform(self) -> None:
        print("piece", self._request_headers["upload-offset"], flush=True)
        if Announced.waits:
            Announced.waits = sys.stdin.readline() == "\n"
        super().perform()  # type: ignore[no-untyped-call]  # tuspy has few types


def main() -> None:
    told = json.loads(sys.argv[1])
    uploader.TusRequest = Announced  # type: ignore[attr-defined]  # it is imported there, not exported
    uploading = client.TusClient(told["endpoint"], headers=told["headers"]).uploader(
        told["file"],
        chunk_size=told["piece"],
        metadata={"filename": told["file"].rsplit("/", 1)[-1]},
        store_url=True,
        url_storage=FileStorage(told["kept"]),  # type: ignore[no-untyped-call]  # as above
        upload_checksum=True,
        retries=told["again"],
        retry_delay=0.1,
    )
    try:
        uploading.upload()
    except TusCommunicationError as refused:
        print("failed", refused.status_code, refused.response_content, flush=True)
    else:
        print("done", uploading.url, flush=True)


if __name__ == "__main__":
    main()

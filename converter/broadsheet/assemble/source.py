"""What is known of documents before anybody looks at their lines: identity and provenance."""

from __future__ import annotations

import hashlib

import attrs
import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from broadsheet.kernels import Index, Mask, data, offsets

PROVENANCE = ("doc_id", "source_uri", "source_member", "source_record", "source_offset", "source_length")
_HOST = r"^[A-Za-z][A-Za-z0-9+.-]*://(?:[^/@?#]*@)?(?:www\.)?(?P<host>[^/:?#]+)"


@attrs.frozen(eq=False)
class Source:
    """n documents and their texts.

    Attributes:
        documents: a batch with the columns of `DOCUMENTS`.
        text: n decoded texts with normalised line ends.
        flags: uint32[n], what decoding noticed.
        site: n host names, null where the container names neither a site nor a url.
    """

    documents: pa.RecordBatch
    text: pa.StringArray
    flags: npt.NDArray[np.uint32]
    site: pa.StringArray

    @staticmethod
    def of(
        documents: pa.RecordBatch,
        text: pa.StringArray,
        flags: npt.NDArray[np.uint32],
        address: pa.StringArray | None = None,
    ) -> Source:
        """Gather the source of a batch; the site is the host of the url where the container names none.

        `address` holds n addresses, each null or the url of a document where the container names none.
        """
        if address is not None and address.null_count < len(address):
            place = documents.schema.get_field_index("url")
            url = pc.coalesce(documents["url"], address)
            documents = documents.set_column(place, documents.schema.field(place), url)
        match = pc.extract_regex(documents["url"], _HOST)
        host = pc.if_else(match.is_valid(), pc.utf8_lower(match.field(0)), None)
        return Source(documents, text, flags, pc.coalesce(documents["site"], host))

    def __len__(self) -> int:
        return len(self.text)

    def take(self, chosen: Mask) -> Source:
        """Return the source of some documents."""
        if chosen.all():
            return self
        keep = pa.array(chosen)
        return Source(self.documents.filter(keep), self.text.filter(keep), self.flags[chosen], self.site.filter(keep))

    def flagged(self, flags: Index) -> Source:
        """Return the source with more flags: bits for each document."""
        return attrs.evolve(self, flags=self.flags | flags.astype(np.uint32))

    def captured(self) -> npt.NDArray[np.datetime64]:
        """Return datetime64[ms][n], when each page was fetched, NaT where the container does not say."""
        return np.asarray(self.documents["captured_at"].to_numpy(zero_copy_only=False), "datetime64[ms]")

    def digests(self) -> tuple[pa.StringArray, pa.StringArray]:
        """Return article_id and text_sha256 of each document, in hex digits."""
        content, at = data(self.text).data, offsets(self.text)
        identities, texts = [], []
        for place, doc_id in enumerate(self.documents["doc_id"].to_pylist()):
            body = content[at[place] : at[place + 1]]
            whole = hashlib.sha256(f"{doc_id}\0".encode())
            whole.update(body)
            identities.append(whole.hexdigest()[:32])
            texts.append(hashlib.sha256(body).hexdigest())
        return pa.array(identities, pa.string()), pa.array(texts, pa.string())

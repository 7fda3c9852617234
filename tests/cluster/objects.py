"""A server on the loopback interface that speaks S3, for tests of the store of originals."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from uuid import uuid4

import boto3
from moto.server import ThreadedMotoServer

KEYS = {"AWS_ACCESS_KEY_ID": "tests", "AWS_SECRET_ACCESS_KEY": "tests-only"}


class Objects:
    """A running server with one bucket. ``settings``: what a site's environment says of it."""

    def __init__(self, server: ThreadedMotoServer) -> None:
        self._server = server
        # Servers of one process know each other's buckets.
        self.bucket = f"letters-{uuid4().hex[:12]}"
        host, port = server.get_host_and_port()
        address = f"http://{host}:{port}"
        self.settings = {**KEYS, "S3_BUCKET": self.bucket, "S3_ENDPOINT": address, "S3_REGION": "us-west-2"}
        self._client = boto3.client(
            "s3",
            endpoint_url=address,
            region_name="us-west-2",
            aws_access_key_id=KEYS["AWS_ACCESS_KEY_ID"],
            aws_secret_access_key=KEYS["AWS_SECRET_ACCESS_KEY"],
        )
        self._client.create_bucket(Bucket=self.bucket, CreateBucketConfiguration={"LocationConstraint": "us-west-2"})

    def names(self, prefix: str = "") -> list[str]:
        """The names of what lies in the bucket."""
        found = self._client.list_objects_v2(Bucket=self.bucket, Prefix=prefix)
        return sorted(each["Key"] for each in found.get("Contents", []))

    def remove(self, name: str) -> None:
        """Lose an object."""
        self._client.delete_object(Bucket=self.bucket, Key=name)

    def stop(self) -> None:
        """Be away from now on."""
        self._server.stop()


@contextmanager
def objects() -> Iterator[Objects]:
    """A server of its own, gone afterwards."""
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    try:
        yield Objects(server)
    finally:
        server.stop()

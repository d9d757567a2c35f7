# Uploads with boto3's transfer manager. Each line of standard input is a request, each line of standard output a response.
import json
import os
import sys
import traceback

import boto3
from boto3.s3.transfer import TransferConfig, create_transfer_manager
from botocore.config import Config

endpoint, bucket, connections, part_bytes = sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4])
client = boto3.client(
    "s3",
    endpoint_url=endpoint,
    config=Config(s3={"addressing_style": "path"}, max_pool_connections=connections),
)
transfer = TransferConfig(
    max_concurrency=connections, multipart_threshold=part_bytes, multipart_chunksize=part_bytes
)


def handle(request):
    if "upload" in request:
        one = request["upload"]
        client.upload_file(one["file"], bucket, one["name"], Config=transfer)
        return
    folder, prefix = request["uploadAll"]["folder"], request["uploadAll"]["prefix"]
    with create_transfer_manager(client, transfer) as manager:
        futures = [
            manager.upload(os.path.join(folder["path"], name), bucket, prefix + name) for name in folder["names"]
        ]
        for future in futures:
            future.result()


print("{}", flush=True)
for line in sys.stdin:
    try:
        handle(json.loads(line))
        response = {}
    except Exception:
        response = {"error": traceback.format_exc()}
    print(json.dumps(response), flush=True)

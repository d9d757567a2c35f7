"""Prints what CloudFormation makes of a SAM template, once for each set of parameters:

    python transform.py TEMPLATE '[{}, {"MaxFileBytes": "1000"}]'

The AWS::LanguageExtensions transform as SAM CLI implements it, if the template declares it, and then the
AWS::Serverless transform, which is the code that AWS itself runs. The environment "sam" has both.
"""

import json
import logging
import os
import sys
from types import SimpleNamespace

from samcli.lib.cfn_language_extensions.sam_integration import expand_language_extensions
from samcli.yamlhelper import yaml_parse
from samtranslator.translator.transform import transform

logging.disable(logging.CRITICAL)
# SAM needs a region. It makes no call.
os.environ.setdefault("AWS_DEFAULT_REGION", "us-east-1")

with open(sys.argv[1], encoding="utf8") as file:
    template = json.loads(json.dumps(yaml_parse(file.read())))
pseudo = {
    "AWS::AccountId": "123456789012",
    "AWS::Partition": "aws",
    "AWS::Region": os.environ["AWS_DEFAULT_REGION"],
    "AWS::StackId": "arn:aws:cloudformation:us-east-1:123456789012:stack/malote/1",
    "AWS::StackName": "malote",
    "AWS::URLSuffix": "amazonaws.com",
}
defaults = {name: str(parameter["Default"]) for name, parameter in template["Parameters"].items()}

# sam package replaces these folders with objects of S3.
for resource in template["Resources"].values():
    properties = resource.get("Properties", {})
    for name in {"CodeUri", "ContentUri"} & properties.keys():
        properties[name] = f"s3://bucket/{properties[name]}"

no_managed_policies = SimpleNamespace(load=lambda: {})


def transformed(given):
    parameters = {**pseudo, **defaults, **given}
    expanded = expand_language_extensions(template, parameters, enabled=True).expanded_template
    return transform(json.loads(json.dumps(expanded)), parameters, no_managed_policies)


json.dump([transformed(given) for given in json.loads(sys.argv[2])], sys.stdout, indent=1, sort_keys=True)

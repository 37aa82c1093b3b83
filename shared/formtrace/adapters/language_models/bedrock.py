"""A language model of Amazon Bedrock."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from formtrace.errors import CoachingError

if TYPE_CHECKING:
    from formtrace.coaching import Prompt

MAX_TOKENS = 1000
TIMEOUT_S = 60


class BedrockModel:
    """A model by its id or inference profile; the caller's role must allow ``bedrock:InvokeModel`` on it.

    https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_Converse.html
    """

    def __init__(self, name: str, client: Any | None = None) -> None:
        self.name = name
        self._client = client or boto3.client(
            "bedrock-runtime", config=Config(read_timeout=TIMEOUT_S, retries={"total_max_attempts": 1})
        )

    def answer(self, prompt: Prompt) -> str:
        """See :class:`formtrace.coaching.LanguageModel`."""
        try:
            answered = self._client.converse(
                modelId=self.name,
                system=[{"text": prompt.system}],
                messages=[{"role": "user", "content": [{"text": prompt.user}]}],
                inferenceConfig={"maxTokens": MAX_TOKENS, "temperature": 0.2},
            )
        except (ClientError, BotoCoreError) as error:
            raise CoachingError(f"Amazon Bedrock gave no answer from '{self.name}': {error}.") from error
        return "".join(block.get("text", "") for block in answered["output"]["message"]["content"])

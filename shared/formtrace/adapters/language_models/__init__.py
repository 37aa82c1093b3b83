"""Language models behind the services that people have: OpenAI-compatible endpoints and Amazon Bedrock."""

"""The ports of the workflow on DynamoDB, S3, Step Functions, Lambda, EventBridge and SQS."""

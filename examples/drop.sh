#!/usr/bin/env bash
# Drop a video into a stack on AWS, wait for its result, and fetch it: examples/drop.sh clip.mp4 squat [stack]
#
# Needs the AWS CLI and credentials that may describe the stack, put uploads, read the jobs table and read
# results. It is what `formtrace submit clip.mp4 --exercise squat --export --out out --stack formtrace` does.
set -euo pipefail

video=$1 exercise=$2 stack=${3:-formtrace}

output() {
  aws cloudformation describe-stacks --stack-name "$stack" --output text \
    --query "Stacks[0].Outputs[?OutputKey=='$1'].OutputValue"
}
uploads=$(output UploadsBucketName) results=$(output ResultsBucketName) jobs=$(output JobsTableName)

# A key that begins so names its job.
id=$(< /proc/sys/kernel/random/uuid)
aws s3 cp --no-progress "$video" "s3://$uploads/jobs/$id/$(basename "$video")" \
  --metadata "exercise=$exercise,export=true"

# The record of the job tells how far it has come; there is none until the event has arrived.
job() {
  aws dynamodb get-item --table-name "$jobs" --output text --key "{\"job_id\": {\"S\": \"$id\"}}" \
    --query "Item.$1"
}
until status=$(job status.S) && [[ $status == completed || $status == failed ]]; do
  echo "$status" >&2
  sleep "${POLL_S:-5}"
done

if [[ $status == failed ]]; then
  job failure.M.message.S >&2
  exit 1
fi
aws s3 cp --no-progress --recursive "s3://$results/jobs/$id/" "out/"

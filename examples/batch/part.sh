#!/usr/bin/env bash
# One job of an array: analyses every n-th video of a folder. A job that is started again does only what is missing.
#
#   part.sh VIDEOS RESULTS PARTS [options of formtrace analyze]
set -euo pipefail

videos=$1 results=$2 parts=$3
shift 3
part=${AWS_BATCH_JOB_ARRAY_INDEX:-${SLURM_ARRAY_TASK_ID:-0}}
videos_there() { find "$videos" -type f -regextype posix-extended -iregex '.*\.(mp4|mov|m4v|webm|mkv|avi)' -print0 | sort -z; }
mapfile -d '' -t all < <(videos_there)
files=()
for ((n = part; n < ${#all[@]}; n += parts)); do files+=("${all[n]}"); done
((${#files[@]})) || { echo "Part $part of $parts has no files."; exit 0; }
exec formtrace analyze "${files[@]}" --out "$results/part-$part" "$@"

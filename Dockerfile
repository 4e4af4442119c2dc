# One image for both ways to run: with DATABASE_URL it uses that database, without it a private Postgres in the volume /data.
FROM golang:1.26-bookworm AS build
WORKDIR /src
COPY go.mod go.sum ./
RUN go mod download
COPY . .
ARG VERSION=unreleased
RUN CGO_ENABLED=0 go build -trimpath -buildvcs=false -ldflags "-s -w -X main.version=${VERSION}" -o /tsudoi ./cmd/tsudoi

FROM debian:bookworm-slim
RUN apt-get update \
	&& mkdir -p /etc/postgresql-common && echo "create_main_cluster = false" > /etc/postgresql-common/createcluster.conf \
	&& DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends postgresql ca-certificates \
	&& rm -rf /var/lib/apt/lists/* \
	&& useradd --system --uid 10001 --home-dir /data --shell /usr/sbin/nologin tsudoi \
	&& install -d -o tsudoi -g tsudoi /data
COPY --from=build /tsudoi /usr/local/bin/tsudoi
USER tsudoi
ENV TSUDOI_ADDR=:8080 TSUDOI_URL=http://localhost:8080 TSUDOI_DATA=/data
VOLUME /data
EXPOSE 8080
STOPSIGNAL SIGTERM
ENTRYPOINT ["tsudoi"]
CMD ["serve"]

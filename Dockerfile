# One static binary and the certificates it needs to send mail: nothing else is in the image, not even a shell.
FROM golang:1.26 AS build
WORKDIR /src
# Modules first, so that a change of the code alone does not fetch them again.
COPY go.mod go.sum ./
RUN go mod download
COPY . .
# The time zones are in the binary, because the final image has no files of them.
RUN CGO_ENABLED=0 go build -trimpath -tags timetzdata -ldflags "-s -w" -o /almoner ./cmd/almoner

FROM scratch
COPY --from=build /etc/ssl/certs/ca-certificates.crt /etc/ssl/certs/ca-certificates.crt
COPY --from=build /almoner /almoner
# By number, so that an orchestrator can see that it is not root.
USER 65532:65532
# Inside a container the loopback address reaches nobody.
ENV ALMONER_LISTEN=:8080
EXPOSE 8080
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s --retries=3 CMD ["/almoner", "ready", "--url", "http://127.0.0.1:8080"]
ENTRYPOINT ["/almoner"]
# There is no Postgres in this image: serve needs DATABASE_URL and NATS_URL.
CMD ["serve"]

# The front end is built with Node, the program with Go; what runs has neither.
FROM node:20-bookworm-slim AS front
WORKDIR /src/frontend
COPY frontend/package.json frontend/package-lock.json frontend/.npmrc ./
RUN npm ci --no-audit --no-fund
COPY frontend ./
RUN npm run build

FROM golang:1.26-bookworm AS build
WORKDIR /src
COPY go.mod go.sum ./
RUN go mod download
COPY . .
COPY --from=front /src/frontend/dist ./frontend/dist
RUN CGO_ENABLED=0 go build -trimpath -o /out/alongside ./cmd/alongside && mkdir /out/var

FROM debian:bookworm-slim
RUN useradd --system --uid 65532 --user-group nonroot
COPY --from=build /out/alongside /alongside
COPY --from=build --chown=nonroot:nonroot /out/var /var/alongside
USER nonroot
ENV ALONGSIDE_DATA_DIR=/var/alongside ALONGSIDE_ADDR=0.0.0.0:8080
VOLUME /var/alongside
EXPOSE 8080
HEALTHCHECK --interval=10s --timeout=3s --start-period=30s CMD ["/alongside", "health"]
ENTRYPOINT ["/alongside"]
CMD ["serve"]

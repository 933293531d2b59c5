# Stand-in for the NATS image: bookworm's nats-server is too old to test against; trixie's needs nothing newer than bookworm has.
ARG DEBIAN_IMAGE
FROM ${DEBIAN_IMAGE}
RUN sed 's/bookworm/trixie/g' /etc/apt/sources.list >/etc/apt/sources.list.d/trixie.list \
 && apt-get update -qq && cd /tmp && apt-get download -qq nats-server/trixie \
 && dpkg -x nats-server_*.deb / && rm -rf /tmp/*.deb /var/lib/apt/lists/* /etc/apt/sources.list.d/trixie.list
EXPOSE 4222 8222
ENTRYPOINT ["/usr/sbin/nats-server"]

# Stand-ins for the .NET images, from the .NET of the machine (the build context) on Debian. See build/docker.sh.
ARG DEBIAN_IMAGE
FROM ${DEBIAN_IMAGE} AS aspnet
ENV APP_UID=1654 ASPNETCORE_HTTP_PORTS=8080 DOTNET_RUNNING_IN_CONTAINER=true
RUN groupadd --gid 1654 app && useradd --uid 1654 --gid 1654 --create-home app \
 && ln -s /usr/share/dotnet/dotnet /usr/bin/dotnet
COPY dotnet /usr/share/dotnet/
COPY host /usr/share/dotnet/host
COPY shared /usr/share/dotnet/shared

FROM aspnet AS sdk
COPY . /usr/share/dotnet

# An image of one of the programs: docker build -t wallet . for the standalone host; --build-arg PROGRAM=Silo or Gateway for the others.
ARG PROGRAM=Standalone

FROM mcr.microsoft.com/dotnet/sdk:10.0-alpine AS build
ARG PROGRAM
WORKDIR /source
COPY Directory.Build.props Directory.Packages.props global.json .editorconfig ./
COPY src src
RUN dotnet publish src/$PROGRAM -c Release -o /app

FROM mcr.microsoft.com/dotnet/aspnet:10.0-alpine
ARG PROGRAM
COPY --from=build /app /app
# The image's own user without rights. The host writes nothing but its log, and the standalone one its folder "data" in the
# working directory, which is the volume.
RUN mkdir -m 0700 /data && chown $APP_UID /data
WORKDIR /
USER $APP_UID
VOLUME /data
ENV ASPNETCORE_URLS=http://+:8080 DOTNET_EnableDiagnostics=0 PROGRAM=$PROGRAM
EXPOSE 8080
ENTRYPOINT ["sh", "-c", "exec dotnet /app/Wallet.$PROGRAM.dll \"$@\"", "wallet"]

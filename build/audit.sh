#!/usr/bin/env bash
# Fails (1) when a package of the solution has a known vulnerability; says so (3) when the source knows of none at all, for then
# "no vulnerable packages" means nothing.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

report() { dotnet list "$1" package --vulnerable --include-transitive --format json; }

knows_advisories() { # Newtonsoft.Json 12.0.3 has had one (GHSA-5crp-9r3c-p9vr) since 2022.
  local canary; canary=$(mktemp -d)
  trap 'rm -rf "$canary"' RETURN
  cat >"$canary/canary.csproj" <<'PROJECT'
<Project Sdk="Microsoft.NET.Sdk">
  <PropertyGroup><TargetFramework>net10.0</TargetFramework><NuGetAudit>false</NuGetAudit></PropertyGroup>
  <ItemGroup><PackageReference Include="Newtonsoft.Json" Version="12.0.3" /></ItemGroup>
</Project>
PROJECT
  dotnet restore "$canary/canary.csproj" -v quiet >/dev/null && report "$canary/canary.csproj" | grep -q '"advisoryurl"'
}

if ! knows_advisories; then
  echo "audit: NOT AUDITED: the package source serves no advisories; run this where it reaches one that does" >&2
  exit 3
fi
dotnet restore SegService.sln -v quiet
found=$(report SegService.sln)
if grep -q '"advisoryurl"' <<<"$found"; then
  echo "$found"
  echo "audit: vulnerable packages, see above" >&2
  exit 1
fi
echo "audit: no package of the solution has a known vulnerability"

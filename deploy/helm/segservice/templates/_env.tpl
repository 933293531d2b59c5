{{- /* An environment variable, unless its value is the chart's "left to the service". Call with (list name value). */ -}}
{{- define "segservice.env" -}}
{{- $value := index . 1 -}}
{{- if $value }}
- name: {{ index . 0 }}
  value: {{ ternary $value (int64 $value | toString) (kindIs "string" $value) | quote }}
{{- end }}
{{- end }}

{{- /* The service's settings. Call with what "segservice.pod" is called with. */ -}}
{{- define "segservice.settings" -}}
- name: ASPNETCORE_URLS
  value: http://+:8080;http://+:9090
- name: SegService__Telemetry__MetricsPort
  value: "9090"
- name: DOTNET_SHUTDOWNTIMEOUTSECONDS # Read by .NET's host: how long a SIGTERM waits for work under way.
  value: {{ sub .settings.terminationGracePeriodSeconds 5 | quote }}
- name: SegService__Roles
  value: {{ .roles | quote }}
{{- with .root.Values }}
- name: SegService__Jobs__Backend
  value: {{ .jobs.backend }}
{{- include "segservice.env" (list "SegService__Jobs__Retention" .jobs.retention) }}
{{- if eq .jobs.backend "Nats" }}
{{- include "segservice.env" (list "SegService__Nats__Url" .nats.url) }}
{{- include "segservice.env" (list "SegService__Nats__Replicas" .nats.replicas) }}
{{- with .nats.credentialsSecret }}
- name: SegService__Nats__CredentialsFile
  value: /etc/segservice/nats/nats.creds
{{- end }}
{{- else }}
{{- include "segservice.env" (list "SegService__Jobs__DataDirectory" "/data") }}
{{- end }}
{{- include "segservice.env" (list "SegService__Models__Default" .models.default) }}
{{- include "segservice.env" (list "SegService__Limits__MaxRequestBytes" .limits.maxRequestBytes) }}
{{- include "segservice.env" (list "SegService__Limits__MaxPixels" .limits.maxPixels) }}
{{- include "segservice.env" (list "SegService__Limits__MaxPendingPixels" .limits.maxPendingPixels) }}
{{- include "segservice.env" (list "SegService__Limits__MaxPendingBytes" .limits.maxPendingBytes) }}
{{- include "segservice.env" (list "SegService__Limits__RequestTimeout" .limits.requestTimeout) }}
{{- include "segservice.env" (list "SegService__Limits__DrainDelay" .limits.drainDelay) }}
{{- end }}
{{- if contains "Worker" .roles }}
{{- with .root.Values.inference }}
{{- include "segservice.env" (list "SegService__Inference__Provider" .provider) }}
{{- $all := until (int $.settings.gpu.count) }}
{{- range $index, $id := default (ternary list $all (le (len $all) 1)) .deviceIds }}
- name: SegService__Inference__DeviceIds__{{ $index }}
  value: {{ $id | quote }}
{{- end }}
{{- include "segservice.env" (list "SegService__Inference__MaxBatchTiles" .maxBatchTiles) }}
{{- include "segservice.env" (list "SegService__Inference__MaxBatchDelay" .maxBatchDelay) }}
{{- end }}
{{- end }}
{{- end }}

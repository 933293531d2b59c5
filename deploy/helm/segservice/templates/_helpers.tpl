{{- define "segservice.fullname" -}}
{{- if .Values.fullnameOverride -}}
{{- .Values.fullnameOverride | trunc 50 | trimSuffix "-" -}}
{{- else -}}
{{- $name := default .Chart.Name .Values.nameOverride -}}
{{- ternary .Release.Name (printf "%s-%s" .Release.Name $name) (contains $name .Release.Name) | trunc 50 | trimSuffix "-" -}}
{{- end -}}
{{- end }}

{{- define "segservice.selectorLabels" -}}
app.kubernetes.io/name: {{ default .Chart.Name .Values.nameOverride | trunc 63 }}
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end }}

{{- define "segservice.labels" -}}
{{ include "segservice.selectorLabels" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version }}
{{- end }}

{{- define "segservice.serviceAccountName" -}}
{{- .Values.serviceAccount.name | default (ternary (include "segservice.fullname" .) "default" .Values.serviceAccount.create) -}}
{{- end }}

{{- define "segservice.image" -}}
{{- with .Values.image -}}
{{- if .digest -}}
{{ .repository }}@{{ .digest }}
{{- else -}}
{{ .repository }}:{{ default $.Chart.AppVersion .tag }}
{{- end -}}
{{- end -}}
{{- end }}

{{- /* The component whose pods answer HTTP: the one pod of Embedded does everything. */ -}}
{{- define "segservice.httpComponent" -}}
{{- ternary "api" "standalone" (eq .Values.jobs.backend "Nats") -}}
{{- end }}

{{- define "segservice.natsPort" -}}
{{- $port := regexFind ":[0-9]+$" .Values.nats.url | trimPrefix ":" -}}
{{- default "4222" $port -}}
{{- end }}

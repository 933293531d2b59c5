{{- /* The pod template of every workload. Call with (dict "root" $ "component" "worker" "roles" "Worker" "settings" .Values.worker "data" false). */ -}}
{{- define "segservice.pod" -}}
{{- $root := .root -}}
{{- $values := .root.Values -}}
{{- $settings := .settings -}}
{{- $infers := contains "Worker" .roles -}}
{{- $selector := include "segservice.selectorLabels" $root -}}
metadata:
  labels:
    {{- $selector | nindent 4 }}
    app.kubernetes.io/component: {{ .component }}
  {{- with $settings.podAnnotations }}
  annotations:
    {{- toYaml . | nindent 4 }}
  {{- end }}
spec:
  serviceAccountName: {{ include "segservice.serviceAccountName" $root }}
  automountServiceAccountToken: false
  enableServiceLinks: false
  terminationGracePeriodSeconds: {{ $settings.terminationGracePeriodSeconds }}
  securityContext:
    runAsNonRoot: true
    runAsUser: 1654
    runAsGroup: 1654
    fsGroup: 1654
    fsGroupChangePolicy: OnRootMismatch
    seccompProfile:
      type: RuntimeDefault
  {{- with $values.imagePullSecrets }}
  imagePullSecrets:
    {{- range . }}
    - name: {{ . }}
    {{- end }}
  {{- end }}
  {{- with $settings.priorityClassName }}
  priorityClassName: {{ . }}
  {{- end }}
  {{- with $settings.runtimeClassName }}
  runtimeClassName: {{ . }}
  {{- end }}
  {{- with $settings.nodeSelector }}
  nodeSelector:
    {{- toYaml . | nindent 4 }}
  {{- end }}
  {{- with $settings.tolerations }}
  tolerations:
    {{- toYaml . | nindent 4 }}
  {{- end }}
  affinity:
    {{- if $settings.affinity }}
    {{- toYaml $settings.affinity | nindent 4 }}
    {{- else }}
    podAntiAffinity:
      preferredDuringSchedulingIgnoredDuringExecution:
        - weight: 100
          podAffinityTerm:
            topologyKey: kubernetes.io/hostname
            labelSelector:
              matchLabels:
                {{- $selector | nindent 16 }}
                app.kubernetes.io/component: {{ .component }}
    {{- end }}
  {{- with $settings.topologySpreadConstraints }}
  topologySpreadConstraints:
    {{- range . }}
    - {{- toYaml . | nindent 6 }}
      labelSelector:
        matchLabels:
          {{- $selector | nindent 10 }}
          app.kubernetes.io/component: {{ $.component }}
    {{- end }}
  {{- end }}
  containers:
    - name: segservice
      image: {{ include "segservice.image" $root }}
      imagePullPolicy: {{ $values.image.pullPolicy }}
      securityContext:
        allowPrivilegeEscalation: false
        privileged: false
        readOnlyRootFilesystem: true
        capabilities:
          drop: [ALL]
      ports:
        - name: http
          containerPort: 8080
        - name: metrics
          containerPort: 9090
      env:
        {{- include "segservice.settings" . | nindent 8 }}
        {{- with $values.extraEnv }}
        {{- toYaml . | nindent 8 }}
        {{- end }}
      {{- if and $values.security.apiKeysSecret (contains "Api" .roles) }}
      envFrom:
        - secretRef:
            name: {{ $values.security.apiKeysSecret }}
      {{- end }}
      startupProbe:
        httpGet: { path: /health/startup, port: http }
        periodSeconds: {{ $values.probes.startup.periodSeconds }}
        failureThreshold: {{ $values.probes.startup.failureThreshold }}
      livenessProbe:
        httpGet: { path: /health/live, port: http }
        {{- toYaml $values.probes.liveness | nindent 8 }}
      readinessProbe:
        httpGet: { path: /health/ready, port: http }
        {{- toYaml $values.probes.readiness | nindent 8 }}
      resources:
        {{- if and $infers $settings.gpu.count }}
        {{- $gpu := dict "limits" (dict $settings.gpu.resourceName $settings.gpu.count) }}
        {{- merge $gpu (deepCopy $settings.resources) | toYaml | nindent 8 }}
        {{- else }}
        {{- toYaml $settings.resources | nindent 8 }}
        {{- end }}
      volumeMounts:
        - name: tmp
          mountPath: /tmp
        {{- if .data }}
        - name: data
          mountPath: /data
        {{- end }}
        {{- if $values.models.existingClaim }}
        - name: models
          mountPath: /app/models
          readOnly: true
        {{- end }}
        {{- if and (eq $values.jobs.backend "Nats") $values.nats.credentialsSecret }}
        - name: nats-credentials
          mountPath: /etc/segservice/nats
          readOnly: true
        {{- end }}
  volumes:
    - name: tmp
      emptyDir:
        sizeLimit: {{ $values.tmpSizeLimit }}
    {{- if and .data $values.persistence.existingClaim }}
    - name: data
      persistentVolumeClaim:
        claimName: {{ $values.persistence.existingClaim }}
    {{- end }}
    {{- if and (eq $values.jobs.backend "Nats") $values.nats.credentialsSecret }}
    - name: nats-credentials
      secret:
        secretName: {{ $values.nats.credentialsSecret }}
    {{- end }}
    {{- with $values.models.existingClaim }}
    - name: models
      persistentVolumeClaim:
        claimName: {{ . }}
        readOnly: true
    {{- end }}
{{- end }}

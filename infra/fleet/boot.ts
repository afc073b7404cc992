import { CHECK, PORT } from './balancer.ts';

/** What an instance is started with. */
export interface Boot {
  /** SHA-256 of the archive, in hex. */
  readonly digest: string;
  readonly bucket: string;
  readonly key: string;
  /** Of CloudFormation, the group that waits for the signal. */
  readonly group: string;
  readonly vcpus: number;
  /** What the process is told, as an environment. */
  readonly environment: Readonly<Record<string, string>>;
}

/** The load balancer has seen an instance that is ready after so long: the time of its checks, and of one more. */
const SEEN_AFTER_SECONDS = CHECK.seconds * (CHECK.good + 1);

/**
 * What an instance runs when it starts: fetches the archive, checks it, starts a process for each core as a user
 * without rights, and says that it is well once the load balancer can see that it is ready. CloudFormation fills in
 * what stands in braces, so the shell's own variables have none.
 */
export const bootScript = ({ digest, bucket, key, group, vcpus, environment }: Boot): string => `#!/bin/bash
set -euo pipefail
export AWS_REGION=\${AWS::Region} AWS_DEFAULT_REGION=\${AWS::Region} AWS_MAX_ATTEMPTS=10
token=$(curl -sf -X PUT -H 'X-aws-ec2-metadata-token-ttl-seconds: 300' http://169.254.169.254/latest/api/token)
instance=$(curl -sf -H "X-aws-ec2-metadata-token: $token" http://169.254.169.254/latest/meta-data/instance-id)
signal() {
  aws cloudformation signal-resource --stack-name \${AWS::StackName} --logical-resource-id ${group} --unique-id "$instance" --status "$1" || true
}
trap 'signal FAILURE' ERR

useradd --system --no-create-home --shell /sbin/nologin streamgate
aws s3 cp --only-show-errors s3://${bucket}/${key} /opt/streamgate.tar.gz
echo '${digest}  /opt/streamgate.tar.gz' | sha256sum --check --quiet
tar -xzf /opt/streamgate.tar.gz -C /opt --no-same-owner
(cd /opt/streamgate && sha256sum --check --quiet SHA256SUMS)

mkdir -p /etc/streamgate
base64 -d > /etc/streamgate/environment <<'END'
${wrapped(Buffer.from(environmentFile(environment)).toString('base64'))}
END
echo "AWS_REGION=$AWS_REGION" >> /etc/streamgate/environment
cat > /etc/systemd/system/streamgate@.service <<END
[Unit]
Description=Streamgate, process %i
After=network-online.target
Wants=network-online.target
[Service]
User=streamgate
EnvironmentFile=/etc/streamgate/environment
Environment=LOG_STREAM=$instance-%i
ExecStart=/opt/streamgate/node /opt/streamgate/server.cjs
Restart=always
RestartSec=1
TimeoutStopSec=30
LimitNOFILE=65536
NoNewPrivileges=yes
CapabilityBoundingSet=
ProtectSystem=strict
ProtectHome=yes
PrivateTmp=yes
PrivateDevices=yes
[Install]
WantedBy=multi-user.target
END
systemctl daemon-reload
for process in $(seq ${vcpus}); do systemctl enable --now "streamgate@$process"; done

for second in $(seq 60); do
  if curl -sf -o /dev/null http://127.0.0.1:${PORT}/ready; then break; fi
  sleep 1
done
curl -sf -o /dev/null http://127.0.0.1:${PORT}/ready
sleep ${SEEN_AFTER_SECONDS}
curl -sf -o /dev/null http://127.0.0.1:${PORT}/ready
signal SUCCESS
`;

/**
 * As systemd reads it: in double quotes, with a backslash before what ends or escapes them.
 * https://www.freedesktop.org/software/systemd/man/latest/systemd.exec.html#EnvironmentFile=
 * @throws Error for a value with a line break, which a setting cannot have
 */
export const environmentFile = (environment: Readonly<Record<string, string>>): string =>
  Object.entries(environment)
    .filter(([, value]) => value !== '')
    .map(([name, value]) => {
      if (/[\r\n]/.test(value)) throw new Error(`${name} has a line break.`);
      return `${name}="${value.replace(/["\\$`]/g, '\\$&')}"\n`;
    })
    .join('');

const wrapped = (text: string): string => text.replace(/(.{100})/g, '$1\n');

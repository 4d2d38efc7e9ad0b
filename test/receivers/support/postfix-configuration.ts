import { join } from 'node:path';

/** Three different accounts of every Debian system (base-passwd); Postfix wants them apart. */
export const accounts = { owner: { name: 'uucp', uid: 10, gid: 10 }, setgid: { name: 'games', gid: 60 }, mailbox: 8 };

/** main.cf, but for what a test sets itself. */
export function mainParameters(dir: string, root: string, logFile: string): Record<string, string> {
  return {
    compatibility_level: '3.6',
    queue_directory: join(dir, 'queue'),
    data_directory: join(dir, 'data'),
    command_directory: join(root, 'usr/sbin'),
    daemon_directory: join(root, 'usr/lib/postfix/sbin'),
    shlib_directory: join(root, 'usr/lib/postfix'),
    meta_directory: join(dir, 'etc'),
    mail_owner: accounts.owner.name,
    setgid_group: accounts.setgid.name,
    default_privs: 'nobody',
    import_environment: 'MAIL_CONFIG TZ LANG=C LD_LIBRARY_PATH',
    maillog_file: logFile,
    maillog_file_prefixes: dir,
    myhostname: 'rx.test',
    inet_interfaces: '127.0.0.1',
    inet_protocols: 'ipv4',
    mydestination: '',
    alias_maps: '',
    alias_database: '',
    mynetworks: '127.255.255.254/32',
    smtpd_relay_restrictions: 'reject_unauth_destination',
    // No DNS at all.
    smtpd_peername_lookup: 'no',
    smtp_dns_support_level: 'disabled',
    smtp_host_lookup: 'native',
    // Mail for any domain and user ends in one maildir; each copy is a file.
    virtual_mailbox_domains: 'static:any',
    virtual_mailbox_base: join(dir, 'mailbox'),
    virtual_mailbox_maps: 'static:all/',
    virtual_uid_maps: `static:${accounts.mailbox}`,
    virtual_gid_maps: `static:${accounts.mailbox}`,
    virtual_minimum_uid: '1',
    // Else loopback is exempt from every limit.
    smtpd_client_event_limit_exceptions: '',
    anvil_rate_time_unit: '10s',
  };
}

/** master.cf: see master(5); nothing is chrooted. */
export function masterTable(port: number, maxProcesses: number): string {
  const services: [string, string, string, string, string][] = [
    // service, type, private, wakeup and maxproc, command
    [`127.0.0.1:${port}`, 'inet', 'n', `- ${maxProcesses}`, 'smtpd'],
    ['cleanup', 'unix', 'n', '- 0', 'cleanup'],
    ['qmgr', 'unix', 'n', '300 1', 'qmgr'],
    ['rewrite', 'unix', '-', '- -', 'trivial-rewrite'],
    ['bounce', 'unix', '-', '- 0', 'bounce'],
    ['defer', 'unix', '-', '- 0', 'bounce'],
    ['trace', 'unix', '-', '- 0', 'bounce'],
    ['error', 'unix', '-', '- -', 'error'],
    ['retry', 'unix', '-', '- -', 'error'],
    ['proxymap', 'unix', '-', '- -', 'proxymap'],
    ['virtual', 'unix', '-', '- -', 'virtual'],
    ['anvil', 'unix', '-', '- 1', 'anvil'],
    ['postlog', 'unix-dgram', 'n', '- 1', 'postlogd'],
  ];
  // virtual(8) and master's own children that write as other users need root.
  const privileged = new Set(['virtual']);
  return services
    .map(([service, type, isPrivate, limits, command]) =>
      [service, type, isPrivate, privileged.has(service) ? 'n' : '-', 'n', limits, command].join(' ').concat('\n'),
    )
    .join('');
}

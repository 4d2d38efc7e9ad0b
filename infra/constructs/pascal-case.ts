/** `password-reset` → `PasswordReset`, for logical ids and outputs. Names whose words begin with letters stay different. */
export function pascalCase(name: string): string {
  return name
    .split('-')
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join('');
}

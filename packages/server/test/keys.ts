export const apiKey = 'api-key-of-the-tests-0123456789abcdef';
export const tokenSecret = 'token-secret-of-the-tests-0123456789';
export const origin = 'https://example.com';

/** Version of the server, as clients and the API see it. */
export const version = '0.1.0';

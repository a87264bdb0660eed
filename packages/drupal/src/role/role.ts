/** A role with what it allows. */
export interface Role {
  readonly id: string;
  /** Allows everything, whatever the permissions say. */
  readonly isAdmin: boolean;
  readonly permissions: ReadonlySet<string>;
}

/** All roles of a site, at one moment. */
export interface Roles {
  readonly byId: ReadonlyMap<string, Role>;
  /** Roles that Drupal gives by itself and never stores with a user. */
  readonly anonymous: string;
  readonly authenticated: string;
}

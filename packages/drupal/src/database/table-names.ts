import {
  AliasNode,
  CommonTableExpressionNameNode,
  IdentifierNode,
  type KyselyPlugin,
  type OperationNode,
  OperationNodeTransformer,
  type PluginTransformQueryArgs,
  type PluginTransformResultArgs,
  type QueryId,
  type QueryResult,
  type RootOperationNode,
  type TableNode,
  type UnknownRow,
} from 'kysely';

/** Gives tables the names they have with a site's prefix, so that queries say `sessions` whatever it is. */
export class TableNames implements KyselyPlugin {
  readonly #transformer: PrefixTransformer;

  /** @param prefix `dp_`, `schema.` or `schema.dp_` */
  constructor(prefix: string) {
    this.#transformer = new PrefixTransformer(prefix);
  }

  transformQuery({ node, queryId }: PluginTransformQueryArgs): RootOperationNode {
    return this.#transformer.transformNode(node, queryId);
  }

  async transformResult({ result }: PluginTransformResultArgs): Promise<QueryResult<UnknownRow>> {
    return result;
  }
}

class PrefixTransformer extends OperationNodeTransformer {
  readonly #schema: string | undefined;
  readonly #prefix: string;
  /** Names that a statement and those around it give to tables; they are nobody's tables. */
  readonly #aliases: ReadonlySet<string>[] = [];
  /** A statement inside another comes twice: when it is put in, and with the whole. */
  readonly #named = new WeakSet<TableNode>();

  constructor(prefix: string) {
    super();
    const dot = prefix.indexOf('.');
    this.#schema = dot < 0 ? undefined : prefix.slice(0, dot);
    this.#prefix = prefix.slice(dot + 1);
  }

  protected override transformNodeImpl<T extends OperationNode>(node: T, queryId: QueryId): T {
    if (!STATEMENTS.has(node.kind)) return super.transformNodeImpl(node, queryId);
    this.#aliases.push(aliasesOf(node));
    try {
      return super.transformNodeImpl(node, queryId);
    } finally {
      this.#aliases.pop();
    }
  }

  protected override transformTable(node: TableNode): TableNode {
    const { schema, identifier } = node.table;
    if (schema || this.#named.has(node) || this.#aliases.some((names) => names.has(identifier.name)))
      return node;
    const named = {
      ...node,
      table: {
        ...node.table,
        ...(this.#schema !== undefined && { schema: IdentifierNode.create(this.#schema) }),
        identifier: IdentifierNode.create(this.#prefix + identifier.name),
      },
    };
    this.#named.add(named);
    return named;
  }
}

/** Statements that can give names to tables; each may stand inside another. */
const STATEMENTS: ReadonlySet<OperationNode['kind']> = new Set([
  'SelectQueryNode',
  'InsertQueryNode',
  'UpdateQueryNode',
  'DeleteQueryNode',
  'MergeQueryNode',
]);

/** Nodes on the way from a statement to the names of its tables; none leads into an inner statement. */
const NAMING: ReadonlySet<OperationNode['kind']> = new Set([
  'FromNode',
  'JoinNode',
  'UsingNode',
  'ListNode',
  'AliasNode',
  'WithNode',
  'CommonTableExpressionNode',
  'CommonTableExpressionNameNode',
]);

/** The names that a statement's own FROM, JOIN, USING, WITH, UPDATE and INTO give. */
function aliasesOf(statement: OperationNode): Set<string> {
  const names = new Set<string>();
  const visit = (node: OperationNode): void => {
    if (AliasNode.is(node) && IdentifierNode.is(node.alias)) names.add(node.alias.name);
    if (CommonTableExpressionNameNode.is(node)) names.add(node.table.table.identifier.name);
    for (const child of Object.values(node).flat()) if (isNode(child) && NAMING.has(child.kind)) visit(child);
  };
  visit(statement);
  return names;
}

function isNode(value: unknown): value is OperationNode {
  return typeof value === 'object' && value !== null && 'kind' in value;
}

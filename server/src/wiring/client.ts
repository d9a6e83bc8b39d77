import {
  CodeLensRefreshRequest,
  DiagnosticRefreshRequest,
  type InitializeParams,
  InlayHintRefreshRequest,
  SemanticTokensRefreshRequest,
} from 'vscode-languageserver';

/** What the client told of itself. */
export interface Client {
  /** Commands that it has. */
  readonly commands: ReadonlySet<string>;
  /** Folds that it takes; undefined: any number. */
  readonly maxFolds: number | undefined;
  /** It asks for diagnostics; otherwise they are pushed. */
  readonly pulls: boolean;
  /** It asks for the colours of a range. */
  readonly byRange: boolean;
  readonly plainHover: boolean;
  /** What it can be asked to ask for again. */
  readonly refreshes: readonly { readonly method: string }[];
}

/** `initializationOptions`, as far as they are what they should be. */
interface Options {
  readonly locale?: string;
  readonly settings?: unknown;
  readonly commands?: unknown;
}

export const optionsOf = (params: InitializeParams): Options => (params.initializationOptions ?? {}) as Options;

export function clientOf(params: InitializeParams): Client {
  const { workspace, textDocument } = params.capabilities;
  const { commands } = optionsOf(params);
  const pulls = textDocument?.diagnostic !== undefined;
  return {
    commands: new Set(Array.isArray(commands) ? commands : []),
    maxFolds: textDocument?.foldingRange?.rangeLimit,
    pulls,
    byRange: Boolean(textDocument?.semanticTokens?.requests.range),
    plainHover: textDocument?.hover?.contentFormat?.includes('markdown') === false,
    refreshes: [
      ...(pulls && workspace?.diagnostics?.refreshSupport ? [DiagnosticRefreshRequest] : []),
      ...(workspace?.codeLens?.refreshSupport ? [CodeLensRefreshRequest] : []),
      ...(workspace?.inlayHint?.refreshSupport ? [InlayHintRefreshRequest] : []),
      ...(workspace?.semanticTokens?.refreshSupport ? [SemanticTokensRefreshRequest] : []),
    ],
  };
}

/** A client that has not said anything yet. */
export const NO_CLIENT: Client = {
  commands: new Set(),
  maxFolds: undefined,
  pulls: false,
  byRange: false,
  plainHover: false,
  refreshes: [],
};

import { createConnection, ProposedFeatures } from 'vscode-languageserver/node';
import { lazyCatalogue } from './host/catalogue.ts';
import { lazyClassifier } from './host/classifier.ts';
import { logAccess } from './host/log-access.ts';
import * as siblingLogs from './host/sibling-logs.ts';
import { start } from './server.ts';

const here = import.meta.dirname;
start(createConnection(ProposedFeatures.all), {
  catalogue: lazyCatalogue(here),
  classifier: lazyClassifier(here),
  siblingLogs,
  logs: logAccess(),
});

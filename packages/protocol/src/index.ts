// channels

export { channelNamePattern, isChannelName, maxChannelLength, namespaceOf } from './channel.ts';

// codecs

export type { Codec, EmulationRequest } from './codec.ts';
export { JsonCodec } from './json-codec.ts';
export { ProtobufCodec } from './protobuf-codec.ts';

// codes

export {
  Disconnect,
  DisconnectCode,
  disconnects,
  isReconnectCode,
  isResubscribeCode,
  ProtocolError,
  ProtocolErrorCode,
  protocolErrors,
  UnsubscribeCode,
  unsubscribes,
} from './codes.ts';

// frames

export type {
  Command,
  ConnectRequest,
  HistoryRequest,
  Method,
  PublishRequest,
  RefreshRequest,
  RpcRequest,
  StreamPosition,
  SubRefreshRequest,
  SubscribeRequest,
} from './command.ts';
export type {
  ClientInfo,
  ConnectResult,
  HistoryResult,
  Publication,
  Push,
  RefreshResult,
  Reply,
  ReplyBody,
  SubscribeResult,
} from './reply.ts';

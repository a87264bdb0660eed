<?php

declare(strict_types=1);

namespace Drupal\chatroom;

use Drupal\Core\StringTranslation\StringTranslationTrait;

/**
 * All that the chat's screens say, in the language of the page.
 *
 * What stands in braces is filled in by the script. A test holds the list
 * against that of the screens.
 */
final class Words {

  use StringTranslationTrait;

  /**
   * The words by their keys.
   *
   * @return array<string, \Drupal\Core\StringTranslation\TranslatableMarkup>
   *   What the script calls `words`.
   */
  public function all(): array {
    return [
      'rooms' => $this->t('Rooms'),
      'conversation' => $this->t('Conversation'),
      'messages' => $this->t('Messages'),
      'people' => $this->t('People'),
      'guests' => $this->t('{count} guests'),
      'connecting' => $this->t('Connecting…'),
      'offline' => $this->t('No connection. What you write is kept and goes out by itself.'),
      'loading' => $this->t('Loading…'),
      'empty' => $this->t('Nobody has written yet. Say hello.'),
      'noRooms' => $this->t('There is no room for you here yet.'),
      'choose' => $this->t('Choose a room.'),
      'unread' => $this->t('{count} unread'),
      'mentions' => $this->t('{count} mentions of you'),
      'newLines' => $this->t('New'),
      'jumpToNew' => $this->t('{count} new below'),
      'jumpToEnd' => $this->t('To the newest message'),
      'older' => $this->t('Loading earlier messages…'),
      'write' => $this->t('Message to {room}'),
      'send' => $this->t('Send'),
      'save' => $this->t('Save'),
      'cancel' => $this->t('Cancel'),
      'editing' => $this->t('You edit a message'),
      'answering' => $this->t('You answer {name}'),
      'mayNotWrite' => $this->t('You may read here, but not write.'),
      'archived' => $this->t('This room is archived.'),
      'readonly' => $this->t('Only moderators write here at the moment.'),
      'slow' => $this->t('One message every {seconds} seconds.'),
      'deleted' => $this->t('This message was deleted.'),
      'edited' => $this->t('edited'),
      'edit' => $this->t('Edit'),
      'delete' => $this->t('Delete'),
      'confirmDelete' => $this->t('Delete this message for everybody?'),
      'reply' => $this->t('Answer'),
      'react' => $this->t('React'),
      'reactWith' => $this->t('React with {emoji}'),
      'reactions' => $this->t('{count} reacted with {emoji}'),
      'pin' => $this->t('Pin'),
      'unpin' => $this->t('Unpin'),
      'pinned' => $this->t('Pinned'),
      'copyLink' => $this->t('Copy link'),
      'markUnread' => $this->t('Mark unread'),
      'more' => $this->t('More about the message of {name}'),
      'waiting' => $this->t('waiting'),
      'sending' => $this->t('sending'),
      'sent' => $this->t('sent'),
      'refused' => $this->t('Not sent: {reason}'),
      'resend' => $this->t('Send again'),
      'discard' => $this->t('Discard'),
      'typingOne' => $this->t('{name} is writing…'),
      'typingTwo' => $this->t('{name} and {other} are writing…'),
      'typingMany' => $this->t('Several people are writing…'),
      'guest' => $this->t('Guest'),
      'quickSwitch' => $this->t('Go to room'),
      'quickSwitchHint' => $this->t('Type a room’s name'),
      'answerTo' => $this->t('Answer to {name}: {text}'),
      'goneLine' => $this->t('a message that isn’t loaded'),
      'mute' => $this->t('Mute for 10 minutes'),
      'ban' => $this->t('Ban'),
      'confirmBan' => $this->t('Ban {name} from this room?'),
      'muted' => $this->t('A moderator muted you. {reason}'),
      'banned' => $this->t('A moderator closed this room for you. {reason}'),
      'mentionedIn' => $this->t('{name} mentions you in {room}'),
      'close' => $this->t('Close'),
      'members' => $this->t('Who is here'),
      'showRooms' => $this->t('Show rooms'),
      'showPeople' => $this->t('Show who is here'),
      'connected' => $this->t('Connected ({count})'),
      'others' => $this->t('and {count} more'),
      'open' => $this->t('Open the chat'),
      'openUnread' => $this->t('Open the chat ({count} unread)'),
      'beside' => $this->t('Beside the conversation'),
      'thread' => $this->t('Thread'),
      'replyInThread' => $this->t('Answer in a thread'),
      'replies' => $this->t('Answers: {count}'),
      'pins' => $this->t('Pinned messages'),
      'noPins' => $this->t('Nothing is pinned here.'),
      'search' => $this->t('Search'),
      'searchFor' => $this->t('Words in messages'),
      'onlyHere' => $this->t('Only in this room'),
      'nothingFound' => $this->t('Nothing was found.'),
      'moreFound' => $this->t('Show more'),
      'toDay' => $this->t('To a day'),
      'goThere' => $this->t('Go'),
      'attach' => $this->t('Bring a file'),
      'attached' => $this->t('Files of this message'),
      'removeFile' => $this->t('Take {name} out'),
      'bringing' => $this->t('{name}: {percent} %'),
      'fileRefused' => $this->t('{name}: {reason}'),
      'flag' => $this->t('Report'),
      'flagReason' => $this->t('Why should a moderator look at this message?'),
      'flagged' => $this->t('Thank you. A moderator will look at it.'),
      'toContent' => $this->t('Turn lines into content'),
      'kick' => $this->t('Ban for 5 minutes'),
      'begin' => $this->t('New conversation'),
      'beginTalk' => $this->t('Talk to somebody'),
      'beginRoom' => $this->t('Make a private room'),
      'invite' => $this->t('Ask somebody in'),
      'invited' => $this->t('{name} asks you into {room}'),
      'join' => $this->t('Come in'),
      'decline' => $this->t('No, thanks'),
      'leaveRoom' => $this->t('Leave this room'),
      'confirmLeave' => $this->t('Leave {room}? You come back only if you are asked in again.'),
      'roomTitle' => $this->t('What the room is called'),
      'whom' => $this->t('Who? Begin to type a name'),
      'chosen' => $this->t('Chosen'),
      'takeOut' => $this->t('Take {name} out again'),
      'roomMenu' => $this->t('About this room'),
      'tellMe' => $this->t('Tell me of'),
      'tellAll' => $this->t('every message'),
      'tellMentions' => $this->t('mentions of me'),
      'tellNothing' => $this->t('nothing'),
      'desktopOn' => $this->t('Show notices on the desktop'),
      'desktopOff' => $this->t('Show no notices on the desktop'),
      'archive' => $this->t('Archive this room'),
      'reopen' => $this->t('Open this room again'),
      'roomGone' => $this->t('This room is closed for you.'),
      'bot' => $this->t('program'),
      'notMade' => $this->t('That didn’t work: {reason}'),
    ];
  }

}

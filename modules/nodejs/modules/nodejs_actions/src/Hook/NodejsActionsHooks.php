<?php

declare(strict_types=1);

namespace Drupal\nodejs_actions\Hook;

use Drupal\Core\Hook\Attribute\Hook;
use Drupal\Core\StringTranslation\StringTranslationTrait;
use Drupal\Core\Url;
use Drupal\nodejs\HelpPage;

/**
 * Lets pages show notices, and explains the module.
 */
final class NodejsActionsHooks {

  use StringTranslationTrait;

  /**
   * Implements hook_nodejs_handlers_info().
   *
   * @return list<string>
   *   The library whose callback shows a notice, unless another module has one.
   */
  #[Hook('nodejs_handlers_info')]
  public function handlersInfo(): array {
    return ['nodejs/legacy'];
  }

  /**
   * Implements hook_help().
   *
   * @return array<string, mixed>|null
   *   The help page.
   */
  #[Hook('help')]
  public function help(string $route_name): ?array {
    if ($route_name !== 'help.page.nodejs_actions') {
      return NULL;
    }
    return HelpPage::build([
      $this->t('Actions of this module show a notice on open pages, at once: of a user, of all who have a role, of all who listen to a channel, of everybody.'),
    ], [
      [$this->t('Making an action'), $this->t('<a href=":list">Add one</a>, and say what it sends to whom. Tokens such as [node:title] stand for what the action is run on.', [':list' => Url::fromRoute('nodejs_actions.list')->toString()])],
      [$this->t('Running it'), $this->t('An action about content is in the list of operations of the Content page, one about users on the People page, and in any view with bulk operations. ECA and other modules that work with actions can run all of them.')],
      [$this->t('Who gets it'), $this->t('Nobody is told of what they may not see: a user is left out who may not view what the action is run on, and nothing is sent to a role, a channel or everybody if somebody with nothing but that role, or a visitor, may not. Each notice that was held back is logged.')],
    ]);
  }

}

<?php

/**
 * @file
 * Creates an article on the front page.
 */

declare(strict_types=1);

use Drupal\node\Entity\Node;
use Drupal\node\Entity\NodeType;
use Symfony\Component\HttpFoundation\Response;

return static function (string $title): string {
  // Not every version's standard profile brings a type of content.
  $type = NodeType::load('e2e_article') ?? NodeType::create(['type' => 'e2e_article', 'name' => 'Article']);
  $type->save();
  $node = Node::create(['type' => 'e2e_article', 'title' => $title, 'status' => 1, 'promote' => 1]);
  $node->save();
  // What the end of a request does.
  \Drupal::service('kernel')->terminate(\Drupal::request(), new Response());
  return (string) $node->id();
};
